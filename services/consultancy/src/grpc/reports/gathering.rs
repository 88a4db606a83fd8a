//! What a report rests on, and what goes with it: read from the streams themselves, and held there in the same act.

use ledger::Step;
use tonic::Status;

use super::Reports;
use crate::domain::meeting::{self, Dissent, Meeting};
use crate::domain::opinion::content::Papers;
use crate::domain::opinion::{self, Opinion};
use crate::domain::report::content::{Attached, Standings};
use crate::domain::review::clock::Clock;
use crate::domain::{MeetingId, OpinionId, ReviewId, UnitId};
use crate::grpc::DOMAIN;

/// The opinions and meetings of a review.
pub(super) struct Gathered {
    papers: Papers,
    clock: Clock,
    opinions: Vec<(OpinionId, opinion::Standing)>,
    meetings: Vec<(MeetingId, Meeting)>,
}

impl Gathered {
    /// Opinions that stand and are about a version of a document that was replaced.
    pub(super) fn on_old_version(&self) -> usize {
        let old = |(_, it): &&(_, opinion::Standing)| it.is_on_old_version(&self.papers);
        self.opinions.iter().filter(old).count()
    }

    pub(super) fn standings(&self) -> Standings {
        let standing =
            |(id, it): &(_, opinion::Standing)| (*id, it.rests_on().map(|version| version.version));
        self.opinions.iter().map(standing).collect()
    }

    /// What goes with the report, as it is now.
    pub(super) fn attached(&self) -> Attached {
        let kept = self.meetings.iter().flat_map(|(_, meeting)| meeting.dissents());
        let wished = kept.filter(|dissent| dissent.attach);
        Attached {
            dissents: wished.map(|Dissent { text, .. }| text.clone()).collect(),
            pauses: self.clock.pauses.clone(),
            extensions: self.clock.extensions.clone(),
        }
    }
}

impl Reports {
    pub(super) async fn gather(&self, review: ReviewId, union: UnitId) -> Result<Gathered, Status> {
        let standing = self.0.review_of(review, union).await?;
        let council = self.0.council(review).await?;
        let papers = Papers::of(&standing.dossier, &standing.filing.asked.questions);
        let mut opinions = Vec::new();
        // Who has not opened the dossier has written nothing.
        for seat in council.seats().iter().filter(|seat| seat.opened_on.is_some()) {
            let id = OpinionId::of(seat.invitation);
            let opinion: Opinion = DOMAIN.loaded(&self.0.opinions, id).await?;
            opinions.extend(opinion.standing().map(|standing| (id, standing.clone())));
        }
        let mut meetings = Vec::new();
        for id in &council.meetings {
            meetings.push((*id, DOMAIN.loaded(&self.0.meetings, *id).await?));
        }
        Ok(Gathered { papers, clock: standing.clock, opinions, meetings })
    }

    /// Opinions that stand go on to do so, and no other opinion was kept apart.
    pub(super) fn held(&self, gathered: &Gathered) -> Vec<Box<dyn Step>> {
        let stands = |(id, it): &(OpinionId, opinion::Standing)| {
            let version = it.rests_on()?.version;
            Some(self.0.opinions.step(*id, opinion::Command::Confirm { version }))
        };
        let met = |(id, meeting): &(MeetingId, Meeting)| {
            let count = meeting.dissents().len();
            self.0.meetings.step(*id, meeting::Command::ConfirmDissents { count })
        };
        let opinions = gathered.opinions.iter().filter_map(stands);
        opinions.chain(gathered.meetings.iter().map(met)).collect()
    }
}
