//! What is told of an entry, from event to event.

use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use uuid::Uuid;

use crate::domain::Holder;
use crate::domain::entry::content::ConsentParty;
use crate::domain::entry::{Event, State};

/// An entry to whoever holds it, and to the secretariat.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    pub(super) own: wire::Entry,
    /// As it was handed in last, with what became of it since; none before that.
    pub(super) handed_in: Option<wire::Entry>,
    /// When it was handed in first.
    pub(super) handed_in_on: Option<NaiveDate>,
}

impl Told {
    pub(super) fn hear(self, id: Uuid, event: &Event) -> Self {
        let own = hear(self.own, id, event);
        match event {
            Event::Submitted { submitted_on, .. } => Self {
                handed_in: Some(own.clone()),
                handed_in_on: self.handed_in_on.or(Some(*submitted_on)),
                own,
            },
            Event::Described { .. }
            | Event::AuthorsSet { .. }
            | Event::DossierSet { .. }
            | Event::ConsentRecorded { .. } => Self { own, ..self },
            Event::Started { .. }
            | Event::ConsentWithdrawn { .. }
            | Event::Revised { .. }
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::FoundEligible { .. }
            | Event::FoundIneligible { .. }
            | Event::FoundDuplicate { .. }
            | Event::Disqualified { .. } => {
                let handed_in = self.handed_in.map(|entry| hear(entry, id, event));
                Self { own, handed_in, ..self }
            }
        }
    }
}

fn hear(entry: wire::Entry, id: Uuid, event: &Event) -> wire::Entry {
    match event {
        Event::Started { round, holder, description, started_on, illustrative, .. } => {
            let begun = wire::Entry {
                entry_id: id.to_string(),
                round_id: round.to_string(),
                description: Some(description.as_ref().into()),
                on_paper: matches!(holder, Holder::Office(_)),
                illustrative: *illustrative,
                ..wire::Entry::default()
            };
            moved(begun, State::Draft, *started_on)
        }
        Event::Described { description } => {
            wire::Entry { description: Some(description.as_ref().into()), ..entry }
        }
        Event::AuthorsSet { authors, advisers } => {
            let authors: Vec<_> = authors.iter().map(wire::EntryAuthor::from).collect();
            let mut consents = entry.consents;
            consents.retain(|it| {
                authors.iter().any(|author| author.participant_id == it.participant_id)
            });
            let adviser_ids = advisers.iter().map(ToString::to_string).collect();
            wire::Entry { authors, adviser_ids, consents, ..entry }
        }
        Event::DossierSet { dossier } => {
            wire::Entry { dossier: dossier.iter().map(Into::into).collect(), ..entry }
        }
        Event::ConsentRecorded { consent } => {
            let mut entry = entry;
            entry.consents.push(consent.into());
            entry
        }
        Event::ConsentWithdrawn { participant, party, .. } => {
            without_consent(entry, &participant.to_string(), *party)
        }
        Event::Submitted { submitted_on, receipt, .. } => {
            let mut entry = moved(entry, State::Submitted, *submitted_on);
            entry.receipts.push(receipt.into());
            entry
        }
        Event::Revised { revised_on } => moved(entry, State::Draft, *revised_on),
        Event::Withdrawn { withdrawn_on, reason, .. } => {
            let reason = reason.clone();
            moved(wire::Entry { reason, ..entry }, State::Withdrawn, *withdrawn_on)
        }
        Event::Returned { reason, complete_until, returned_on, .. } => {
            let entry = moved(entry, State::Returned, *returned_on);
            let complete_until = complete_until.to_string();
            wire::Entry { reason: reason.clone(), complete_until, ..entry }
        }
        Event::FoundEligible { checks, screened_on, .. } => {
            let checks = checks.iter().map(Into::into).collect();
            moved(wire::Entry { checks, ..entry }, State::Eligible, *screened_on)
        }
        Event::FoundIneligible { checks, screened_on, .. } => {
            let checks = checks.iter().map(Into::into).collect();
            moved(wire::Entry { checks, ..entry }, State::Ineligible, *screened_on)
        }
        Event::FoundDuplicate { of, marked_on, .. } => {
            let duplicate_of = of.to_string();
            moved(wire::Entry { duplicate_of, ..entry }, State::Duplicate, *marked_on)
        }
        Event::Disqualified { finding, decided_on, .. } => {
            let reason = finding.clone();
            moved(wire::Entry { reason, ..entry }, State::Disqualified, *decided_on)
        }
    }
}

/// What was to be done in the state before is over.
fn moved(entry: wire::Entry, state: State, since: NaiveDate) -> wire::Entry {
    let reason = match state {
        State::Withdrawn | State::Disqualified => entry.reason,
        State::Draft
        | State::Submitted
        | State::Returned
        | State::Eligible
        | State::Ineligible
        | State::Duplicate => String::new(),
    };
    wire::Entry {
        state: wire::EntryState::from(state).into(),
        state_since: since.to_string(),
        complete_until: String::new(),
        reason,
        ..entry
    }
}

fn without_consent(entry: wire::Entry, participant: &str, party: ConsentParty) -> wire::Entry {
    let party = i32::from(wire::ConsentParty::from(party));
    let mut consents = entry.consents;
    consents.retain(|it| it.participant_id != participant || it.party != party);
    wire::Entry { consents, ..entry }
}
