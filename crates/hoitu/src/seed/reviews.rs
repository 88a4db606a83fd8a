//! The regulation of reviews, illustrative reviews and proposals with what became of each. The office registers
//! them as if they had come on paper, so that their days are those of the file; what experts do is their own,
//! and has the day on which they do it.

mod experts;
mod proposals;
mod regulation;
mod reporting;
mod steps;

use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::consultancy::v1 as proto;
use contracts::evidence::v1::StoreEvidenceRequest;

use super::command::{Command, Kind};
use super::phases::Phase;
use super::units;
use crate::data::{
    Consultancy, Identified, Review, ReviewOrigin, ReviewedFiles, Seat, UnitCode, stable_id,
};
use crate::evidence::Announced;

/// Whose reviews they are.
const UNION: &str = "HP.LHH";

/// The regulation; then reviews and proposals side by side.
pub fn phases(files: &ReviewedFiles) -> [Phase; 2] {
    let Consultancy { regulation, reviews, proposals } = &files.consultancy;
    let lanes = reviews.iter().map(|review| Course { review }.commands());
    let lanes = lanes.chain(proposals.iter().map(proposals::lane));
    [Phase::of(vec![vec![regulation::issued(regulation)]]), Phase::of(lanes.collect())]
}

/// The units that ask.
pub fn requesters(files: &ReviewedFiles) -> Vec<&UnitCode> {
    let mut units: Vec<_> = files.consultancy.reviews.iter().map(|it| &it.requester).collect();
    units.sort();
    units.dedup();
    units
}

/// Who sits where.
pub fn seats(files: &ReviewedFiles) -> impl Iterator<Item = (&Review, &Seat)> {
    let councils = files.consultancy.reviews.iter().filter_map(|review| {
        let council = review.council.as_ref()?;
        Some((review, council))
    });
    councils.flat_map(|(review, council)| council.seats.iter().map(move |seat| (review, seat)))
}

pub fn id(review: &Review) -> String {
    stable_id(Identified::Review, review.code.as_str()).to_string()
}

fn union() -> String {
    stable_id(Identified::Unit, UNION).to_string()
}

/// Marked as a sample.
fn decision(on: NaiveDate) -> Option<proto::DecisionRef> {
    Some(proto::DecisionRef {
        number_symbol: "MẪU".to_owned(),
        issued_on: on.to_string(),
        issuer_unit_id: union(),
    })
}

/// A document that stands for a real one, and says so; kept by the Union.
fn document(name: &str, title: &str, on: NaiveDate) -> (Command, proto::CitedFile) {
    let text = format!(
        "TÀI LIỆU MẪU, KHÔNG PHẢI TÀI LIỆU THẬT\n\n{title}\n\n\
         Tệp này do chương trình sinh ra để minh họa và thử hệ thống.\n"
    );
    let evidence_id = stable_id(Identified::Evidence, name).to_string();
    let file = Announced::text(text, union(), evidence_id.clone());
    let sha256 = file.request.sha256.clone();
    let cited = proto::CitedFile { evidence_id: evidence_id.clone(), sha256 };
    let request = StoreEvidenceRequest { unit_id: union(), evidence_id, ..Default::default() };
    let resource = format!("document {name}");
    let stored = Command::new(Kind::ReviewDocument, resource, "stored", on, &request).after(file);
    (stored, cited)
}

/// The course of one review.
struct Course<'r> {
    review: &'r Review,
}

impl Course<'_> {
    fn commands(&self) -> Vec<Command> {
        let steps = self.review.steps.iter().flat_map(|step| self.became(step));
        self.begun().into_iter().chain(steps).collect()
    }

    fn begun(&self) -> [Command; 2] {
        let Review { requester, title, on, .. } = self.review;
        let (stored, file) = document(&self.resource("scheme of"), title, *on);
        let documents = vec![proto::DocumentToFile {
            document_id: self.own_id("scheme"),
            kind: proto::DocumentKind::Scheme.into(),
            title: title.clone(),
            file: Some(file),
        }];
        let (review_id, unit_id, terms) = (id(self.review), union(), Some(self.terms()));
        let first = match self.review.origin {
            ReviewOrigin::Requested => {
                let request = proto::RegisterRequestRequest {
                    review_id,
                    unit_id,
                    requester_unit_id: units::id(requester),
                    received_on: on.to_string(),
                    terms,
                    documents,
                    illustrative: true,
                    ..Default::default()
                };
                self.of("review", "registered", *on, &request)
            }
            ReviewOrigin::SelfInitiated => {
                let request = proto::ProposeReviewRequest {
                    review_id,
                    unit_id,
                    addressee_unit_id: units::id(requester),
                    proposed_on: on.to_string(),
                    terms,
                    documents,
                    illustrative: true,
                    ..Default::default()
                };
                self.of("review", "proposed", *on, &request)
            }
        };
        [stored, first]
    }

    fn terms(&self) -> proto::ReviewTerms {
        let Review { kind, scheme_kind, field, title, question, .. } = self.review;
        proto::ReviewTerms {
            kind: (*kind).into(),
            scheme_kind: (*scheme_kind).into(),
            field: (*field).into(),
            classification: proto::Classification::Open.into(),
            title: title.clone(),
            purpose: "Minh họa và thử hệ thống.".to_owned(),
            questions: vec![question.clone()],
            legal_basis: "MẪU".to_owned(),
            ..Default::default()
        }
    }

    /// What of the review a command is about.
    fn resource(&self, what: &str) -> String {
        format!("{what} {}", self.review.code)
    }

    fn of<R: CommandRequest>(&self, what: &str, asks: &str, on: NaiveDate, request: &R) -> Command {
        Command::new(Kind::Review, self.resource(what), asks, on, request)
    }

    /// Of something that belongs to the review.
    fn own_id(&self, what: &str) -> String {
        stable_id(Identified::Review, &format!("{} {what}", self.review.code)).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offices::OFFICES;

    #[test]
    fn each_expert_acts_in_their_own_name_and_on_a_review_of_their_own() {
        let files = ReviewedFiles::read().unwrap();
        let experts = OFFICES.iter().filter(|it| it.capacity.starts_with("expert-"));
        for expert in experts {
            let theirs: Vec<_> = seats(&files).filter(|(_, seat)| seat.expert == expert).collect();
            let accepted = phases(&files).into_iter().flat_map(|it| it.lanes).flatten();
            let accepted =
                accepted.filter(|it| it.by == expert && it.rpc.ends_with("/AcceptInvitation"));
            let reviews: Vec<_> = accepted.map(|it| it.text("review_id").unwrap()).collect();
            assert_eq!(reviews, theirs.iter().map(|(review, _)| id(review)).collect::<Vec<_>>());
            assert!(!reviews.is_empty(), "{}", expert.capacity);
        }
    }

    #[test]
    fn whoever_approves_a_report_is_not_who_submits_it() {
        let files = ReviewedFiles::read().unwrap();
        let [_, reviews] = phases(&files);
        let by = |rpc: &str| {
            let commands = reviews.lanes.iter().flatten();
            let found = commands.filter(|command| command.rpc.ends_with(rpc));
            found.map(|command| command.by.capacity).collect::<Vec<_>>()
        };
        assert!(!by("/ApproveReport").is_empty());
        assert!(by("/ApproveReport").iter().all(|it| *it == "unit-head"));
        assert!(by("/SubmitReport").iter().all(|it| *it == "union-officer"));
    }
}
