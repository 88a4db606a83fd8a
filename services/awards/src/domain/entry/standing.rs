//! What an entry is judged by: its state, its holder, and all that is handed in with it.

use chrono::NaiveDate;

use super::content::{Author, Consent, ConsentParty, Description, DossierFile};
use super::{Counted, Event, Rejection};
use crate::domain::{Holder, Officer, ParticipantId, ProgrammeId, RoundId};

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumIter)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Draft,
    Submitted,
    Returned,
    Eligible,
    Ineligible,
    Duplicate,
    Withdrawn,
    Disqualified,
}

impl State {
    /// It was handed in, and neither taken back nor excluded.
    #[must_use]
    pub fn is_handed_in(self) -> bool {
        match self {
            Self::Submitted
            | Self::Returned
            | Self::Eligible
            | Self::Ineligible
            | Self::Duplicate => true,
            Self::Draft | Self::Withdrawn | Self::Disqualified => false,
        }
    }
}

/// What later acts are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    round: RoundId,
    programme: ProgrammeId,
    holder: Holder,
    illustrative: bool,
    state: State,
    /// Until when a returned one is to be completed.
    complete_until: Option<NaiveDate>,
    /// How many times it was handed in.
    submissions: u32,
    pub(super) description: Description,
    pub(super) authors: Vec<Author>,
    pub(super) advisers: Vec<ParticipantId>,
    pub(super) dossier: Vec<DossierFile>,
    pub(super) consents: Vec<Consent>,
}

impl Standing {
    /// Only a start begins one.
    pub(super) fn begun(event: &Event) -> Option<Self> {
        match event {
            Event::Started { round, programme, holder, description, illustrative, .. } => {
                Some(Self {
                    round: *round,
                    programme: *programme,
                    holder: holder.clone(),
                    illustrative: *illustrative,
                    state: State::Draft,
                    complete_until: None,
                    submissions: 0,
                    description: Description::clone(description),
                    authors: Vec::new(),
                    advisers: Vec::new(),
                    dossier: Vec::new(),
                    consents: Vec::new(),
                })
            }
            Event::Described { .. }
            | Event::AuthorsSet { .. }
            | Event::DossierSet { .. }
            | Event::ConsentRecorded { .. }
            | Event::ConsentWithdrawn { .. }
            | Event::Submitted { .. }
            | Event::Revised { .. }
            | Event::Withdrawn { .. }
            | Event::Returned { .. }
            | Event::FoundEligible { .. }
            | Event::FoundIneligible { .. }
            | Event::FoundDuplicate { .. }
            | Event::Disqualified { .. } => None,
        }
    }

    pub(super) fn hear(mut self, event: &Event) -> Self {
        match event {
            Event::Started { .. } => {}
            Event::Described { description } => self.description = Description::clone(description),
            Event::AuthorsSet { authors, advisers } => {
                self.authors.clone_from(authors);
                self.advisers.clone_from(advisers);
                let named = |consent: &Consent| {
                    authors.iter().any(|author| author.participant == consent.participant)
                };
                self.consents.retain(named);
            }
            Event::DossierSet { dossier } => self.dossier.clone_from(dossier),
            Event::ConsentRecorded { consent } => self.consents.push(consent.clone()),
            Event::ConsentWithdrawn { participant, party, .. } => {
                self.consents.retain(|it| it.participant != *participant || it.party != *party);
            }
            Event::Submitted { .. } => {
                self.state = State::Submitted;
                self.submissions += 1;
                self.complete_until = None;
            }
            Event::Revised { .. } => self.state = State::Draft,
            Event::Withdrawn { .. } => self.state = State::Withdrawn,
            Event::Returned { complete_until, .. } => {
                self.state = State::Returned;
                self.complete_until = Some(*complete_until);
            }
            Event::FoundEligible { .. } => self.state = State::Eligible,
            Event::FoundIneligible { .. } => self.state = State::Ineligible,
            Event::FoundDuplicate { .. } => self.state = State::Duplicate,
            Event::Disqualified { .. } => self.state = State::Disqualified,
        }
        self
    }

    #[must_use]
    pub fn round(&self) -> RoundId {
        self.round
    }

    #[must_use]
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// Whose dates of birth count when it is handed in.
    pub fn authors(&self) -> impl Iterator<Item = ParticipantId> {
        self.authors.iter().map(|author| author.participant)
    }

    /// Whether they are an author of it. What its holder took back is nobody's in the round any more.
    #[must_use]
    pub fn is_by(&self, participant: ParticipantId) -> bool {
        let is_of_the_round = self.state.is_handed_in() || self.state == State::Disqualified;
        is_of_the_round && self.authors().any(|author| author == participant)
    }

    /// Everybody whom it names: authors and advisers.
    pub fn participants(&self) -> impl Iterator<Item = ParticipantId> {
        self.authors().chain(self.advisers.iter().copied())
    }

    pub(super) fn submissions(&self) -> u32 {
        self.submissions
    }

    pub(super) fn counted(&self) -> Counted {
        Counted {
            round: self.round,
            programme: self.programme,
            field: self.description.field.clone(),
            origin: self.description.origin,
            illustrative: self.illustrative,
        }
    }

    pub(super) fn in_state(&self, states: &[State]) -> Result<&Self, Rejection> {
        if states.contains(&self.state) {
            Ok(self)
        } else {
            Err(Rejection::StateNotAllowed { state: self.state })
        }
    }

    /// Nobody but its holder knows of an entry that was never handed in.
    pub(super) fn handed_in(&self) -> Result<&Self, Rejection> {
        if self.submissions > 0 { Ok(self) } else { Err(Rejection::EntryNotFound) }
    }

    /// Whether somebody entered it for themselves, or is related to it.
    pub(super) fn is_of(&self, officer: &Officer) -> bool {
        let holds = match &self.holder {
            Holder::Person(person) => *person == officer.person,
            Holder::Office(_) => false,
        };
        holds || self.description.related_persons.iter().any(|it| it.person == officer.person)
    }

    pub(super) fn may_record(&self, consent: &Consent) -> Result<(), Rejection> {
        if self.authors().all(|author| author != consent.participant) {
            return Err(Rejection::NotAnAuthor { participant: consent.participant });
        }
        match self.consent(consent.participant, consent.party) {
            Some(_) => Err(Rejection::ConsentAlreadyRecorded),
            None => Ok(()),
        }
    }

    pub(super) fn consent(
        &self,
        participant: ParticipantId,
        party: ConsentParty,
    ) -> Option<&Consent> {
        self.consents.iter().find(|it| it.participant == participant && it.party == party)
    }

    /// What was handed in cannot stay without it.
    pub(super) fn withdraw_consent(
        &self,
        participant: ParticipantId,
        party: ConsentParty,
        withdrawn_on: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        if self.consent(participant, party).is_none() {
            return Err(Rejection::ConsentNotFound);
        }
        let mut events = vec![Event::ConsentWithdrawn { participant, party, withdrawn_on }];
        match self.state {
            State::Submitted | State::Eligible => {
                events.push(self.withdrawn(withdrawn_on, CONSENT_WITHDRAWN.to_owned()));
            }
            State::Draft
            | State::Returned
            | State::Ineligible
            | State::Duplicate
            | State::Withdrawn
            | State::Disqualified => {}
        }
        Ok(events)
    }

    pub(super) fn withdraw(
        &self,
        withdrawn_on: NaiveDate,
        reason: String,
    ) -> Result<Vec<Event>, Rejection> {
        self.in_state(&[State::Draft, State::Submitted, State::Returned, State::Eligible])?;
        Ok(vec![self.withdrawn(withdrawn_on, reason)])
    }

    fn withdrawn(&self, withdrawn_on: NaiveDate, reason: String) -> Event {
        let was_handed_in = self.submissions > 0;
        Event::Withdrawn { round: self.round, withdrawn_on, reason, was_handed_in }
    }

    pub(super) fn may_submit(&self, completing: bool, today: NaiveDate) -> Result<(), Rejection> {
        let state = if completing { State::Returned } else { State::Draft };
        self.in_state(&[state])?;
        match self.complete_until {
            Some(until) if completing && today > until => Err(Rejection::TooLate { until }),
            Some(_) | None => Ok(()),
        }
    }
}

/// What is told as the reason where a consent was taken back.
const CONSENT_WITHDRAWN: &str = "Rút lại sự đồng ý";
