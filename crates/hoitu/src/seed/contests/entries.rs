//! Entries of a sample round, as they came on paper.

use std::collections::BTreeMap;

use contracts::CommandRequest;
use contracts::awards::v1 as proto;

use super::super::command::{Command, Kind};
use super::{CONSENT, DESCRIPTION, FORM, Files, round_id};
use crate::data::{Contest, Identified, SampleAuthor, SampleEntry, stable_id};
use crate::seed::units;

/// All that is handed in of the dossier.
const PARTS: [(&str, &str); 2] = [("PHIEU", FORM), ("THUYET-MINH", DESCRIPTION)];

/// The whole, in hundredths of a per cent.
const WHOLE: i32 = 10_000;

/// A lane for each entry.
pub(super) fn lanes(contest: &Contest, files: &Files) -> Vec<Vec<Command>> {
    let files = files.cited(contest);
    contest
        .entries()
        .iter()
        .map(|entry| Entering { contest, entry, files: &files }.lane())
        .collect()
}

struct Entering<'c> {
    contest: &'c Contest,
    entry: &'c SampleEntry<'c>,
    files: &'c BTreeMap<String, proto::CitedFile>,
}

/// What an entry of a sample round is called.
pub(super) fn code(contest: &Contest, entry: u32) -> String {
    format!("{}/{entry:03}", contest.code)
}

pub(super) fn entry_id(contest: &Contest, entry: u32) -> String {
    stable_id(Identified::Entry, &code(contest, entry)).to_string()
}

impl Entering<'_> {
    fn lane(&self) -> Vec<Command> {
        let authors = self.contest.authors(self.entry.number);
        let mut lane: Vec<_> = authors.iter().map(|author| self.registered(author)).collect();
        lane.extend([self.started(), self.made_by(&authors), self.with_dossier()]);
        lane.extend(authors.iter().flat_map(|author| self.consents(author)));
        lane.extend([self.handed_in(), self.screened()]);
        lane
    }

    fn code(&self) -> String {
        code(self.contest, self.entry.number)
    }

    fn entry_id(&self) -> String {
        entry_id(self.contest, self.entry.number)
    }

    fn participant_id(&self, author: &SampleAuthor) -> String {
        let code = format!("{}/{}", self.code(), author.place);
        stable_id(Identified::Participant, &code).to_string()
    }

    fn of_entry<R: CommandRequest>(&self, asks: &str, request: &R) -> Command {
        let resource = format!("entry {}", self.code());
        Command::new(Kind::ContestEntry, resource, asks, self.entry.posted_on, request)
    }

    fn cited(&self, kind: &str) -> Option<proto::CitedFile> {
        self.files.get(kind).cloned()
    }

    fn registered(&self, author: &SampleAuthor) -> Command {
        let consents_below =
            self.contest.ruleset.authors.map_or(0, |rules| rules.guardian_consents_below);
        let is_child = i32::try_from(author.age).is_ok_and(|age| age < consents_below);
        let guardian_name = if is_child { author.guardian.clone() } else { String::new() };
        let request = proto::RegisterParticipantRequest {
            round_id: round_id(self.contest),
            participant_id: self.participant_id(author),
            details: Some(proto::ParticipantDetails {
                full_name: author.name.clone(),
                birth_date: author.born_on.to_string(),
                contact: String::new(),
                guardian_name,
            }),
            on_paper: true,
            ..Default::default()
        };
        let resource = format!("participant {}/{}", self.code(), author.place);
        Command::new(Kind::ContestEntry, resource, "registered", self.entry.posted_on, &request)
    }

    fn started(&self) -> Command {
        let request = proto::StartEntryRequest {
            round_id: round_id(self.contest),
            entry_id: self.entry_id(),
            description: Some(proto::EntryDescription {
                field_code: self.entry.field.to_owned(),
                title: self.contest.title(self.entry.number),
                summary: "Nội dung minh họa, không mô tả điều gì có thật.".to_owned(),
                origin_unit_id: units::id(self.entry.from),
                ..Default::default()
            }),
            on_paper: true,
            illustrative: true,
            ..Default::default()
        };
        self.of_entry("started", &request)
    }

    fn made_by(&self, authors: &[SampleAuthor]) -> Command {
        let count = i32::try_from(authors.len()).unwrap_or(1);
        let author = |author: &SampleAuthor| proto::EntryAuthor {
            participant_id: self.participant_id(author),
            share_hundredths: WHOLE / count,
            chief: author.place == 1,
        };
        let request = proto::SetAuthorsRequest {
            round_id: round_id(self.contest),
            entry_id: self.entry_id(),
            authors: authors.iter().map(author).collect(),
            ..Default::default()
        };
        self.of_entry("authors set", &request)
    }

    fn with_dossier(&self) -> Command {
        let file = |(part, kind): (&str, &str)| proto::DossierFile {
            part_code: part.to_owned(),
            file: self.cited(kind),
        };
        let request = proto::SetDossierRequest {
            round_id: round_id(self.contest),
            entry_id: self.entry_id(),
            dossier: PARTS.map(file).into(),
            ..Default::default()
        };
        self.of_entry("dossier set", &request)
    }

    /// Of a child its guardian's, and its own from an age on.
    fn consents(&self, author: &SampleAuthor) -> Vec<Command> {
        let rules = self.contest.ruleset.authors.unwrap_or_default();
        let age = i32::try_from(author.age).unwrap_or(i32::MAX);
        let is_child = age < rules.guardian_consents_below;
        let consents_itself = is_child && age >= rules.child_consents_from;
        let parties = [
            (is_child, proto::ConsentParty::Guardian, "guardian"),
            (consents_itself, proto::ConsentParty::Participant, "child"),
        ];
        let consents = parties.into_iter().filter(|(needed, ..)| *needed).map(|(_, party, who)| {
            let request = proto::RecordConsentRequest {
                round_id: round_id(self.contest),
                entry_id: self.entry_id(),
                participant_id: self.participant_id(author),
                party: party.into(),
                given_on: self.entry.posted_on.to_string(),
                file: self.cited(CONSENT),
                ..Default::default()
            };
            self.of_entry(&format!("consent of the {who} of {}", author.place), &request)
        });
        consents.collect()
    }

    fn handed_in(&self) -> Command {
        let request = proto::SubmitEntryRequest {
            round_id: round_id(self.contest),
            entry_id: self.entry_id(),
            ruleset_version: 1,
            posted_on: self.entry.posted_on.to_string(),
            ..Default::default()
        };
        self.of_entry("handed in", &request)
    }

    fn screened(&self) -> Command {
        let check = |clause: &proto::EligibilityClause| {
            let failed = self.entry.ineligible.filter(|row| row.clause == clause.code);
            proto::ClauseCheck {
                clause_code: clause.code.clone(),
                met: failed.is_none(),
                note: failed.map(|row| row.note.clone()).unwrap_or_default(),
            }
        };
        let request = proto::ScreenEntryRequest {
            round_id: round_id(self.contest),
            entry_id: self.entry_id(),
            ruleset_version: 1,
            checks: self.contest.ruleset.clauses.iter().map(check).collect(),
            ..Default::default()
        };
        Command { on: self.contest.days.screened, ..self.of_entry("screened", &request) }
    }
}
