//! What comes of a command on an association.

use chrono::{Days, NaiveDate};

use super::{
    Command, Congress, Event, Facts, LegalRules, Permit, Rejection, Sides, Stage, SuccessionKind,
    Term,
};
use crate::domain::Act;

/// There is no such association yet.
pub(super) fn begin(command: Command) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::ProposeFounding { profile, illustrative, occurred_on } => {
            Ok(vec![Event::FoundingProposed { profile, illustrative, occurred_on }])
        }
        Command::Register { profile, term, illustrative, occurred_on, decision } => {
            if let Some(term) = term {
                in_order(term, occurred_on)?;
            }
            Ok(vec![Event::Registered { profile, term, illustrative, occurred_on, decision }])
        }
        Command::Form { act, sides, profile, term, illustrative } => {
            if let Some(term) = term {
                in_order(term, act.occurred_on)?;
            }
            let predecessors = sides.predecessors().iter().copied().collect();
            let kind = sides.kind();
            Ok(vec![Event::Formed { act, kind, predecessors, profile, term, illustrative }])
        }
        Command::RejectFounding { .. }
        | Command::RecogniseFoundingCommittee { .. }
        | Command::PermitEstablishment { .. }
        | Command::ExtendFoundingCongress { .. }
        | Command::RecordFoundingCongress { .. }
        | Command::LapsePermission { .. }
        | Command::ApproveCharter { .. }
        | Command::RecordTermCongress { .. }
        | Command::ExtendTermCongress { .. }
        | Command::FlagCongressOverdue { .. }
        | Command::Suspend { .. }
        | Command::Resume { .. }
        | Command::FlagSuspensionExpired { .. }
        | Command::Rename { .. }
        | Command::ChangeCharter { .. }
        | Command::ChangeScope { .. }
        | Command::Hand { .. }
        | Command::Absorb { .. }
        | Command::StartDissolution { .. }
        | Command::CompleteDissolution { .. }
        | Command::VouchActive { .. }
        | Command::VouchOperating { .. } => Err(Rejection::AssociationNotFound),
    }
}

/// Any later command.
pub(super) fn go_on(stage: Stage, facts: &Facts, asked: Command) -> Result<Vec<Event>, Rejection> {
    stage.admit(&asked)?;
    facts.admit(&asked)?;
    let event = match asked {
        Command::RejectFounding { act, reason } => Event::FoundingRejected { act, reason },
        Command::RecogniseFoundingCommittee { act } => Event::FoundingCommitteeRecognised { act },
        Command::PermitEstablishment { act, permit, rules } => facts.permit(act, permit, rules)?,
        Command::ExtendFoundingCongress { act, extended_to, rules } => {
            stage.extend_founding(act, extended_to, rules)?
        }
        Command::RecordFoundingCongress { occurred_on, congress, rules } => {
            stage.found(occurred_on, congress, rules)?
        }
        Command::LapsePermission { occurred_on } => stage.lapse(occurred_on)?,
        Command::ApproveCharter { act } => {
            let occurred_on = act.occurred_on;
            return Ok(vec![Event::CharterApproved { act }, Event::Activated { occurred_on }]);
        }
        Command::RecordTermCongress { act, congress, extraordinary, rules } => {
            congress.check(act.occurred_on, &rules)?;
            facts.follows_the_running_term(congress.term)?;
            let rules_version = rules.version;
            Event::TermCongressHeld { act, congress, extraordinary, rules_version }
        }
        Command::ExtendTermCongress { act, extended_to, rules } => {
            facts.extend_term(act, extended_to, rules)?
        }
        Command::FlagCongressOverdue { occurred_on } => {
            return facts.flag_overdue(occurred_on);
        }
        Command::Suspend { act, until, reason, rules } => suspend(act, until, reason, rules)?,
        Command::Resume { act } => Event::Resumed { act },
        Command::FlagSuspensionExpired { occurred_on } => return stage.flag_expired(occurred_on),
        Command::Rename { name, .. } if name == facts.profile.name => return Ok(Vec::new()),
        Command::Rename { act, name } => Event::Renamed { act, name },
        Command::ChangeCharter { act } => Event::CharterChanged { act },
        Command::ChangeScope { work, mass, .. } if facts.profile.has(&work, mass) => {
            return Ok(Vec::new());
        }
        Command::ChangeScope { act, work, mass } => Event::ScopeChanged { act, work, mass },
        Command::Hand { act, sides } => hand(act, &sides),
        Command::Absorb { act, sides } => {
            Event::Absorbed { act, predecessor: sides.predecessors()[0] }
        }
        Command::StartDissolution { act, ground } => Event::DissolutionStarted { act, ground },
        Command::CompleteDissolution { act, settlement } => {
            let Stage::Dissolving { ground } = stage else { return Err(stage.refuses()) };
            Event::Dissolved { act, ground, settlement }
        }
        Command::VouchActive { .. } | Command::VouchOperating { .. } => return Ok(Vec::new()),
        Command::ProposeFounding { .. } | Command::Register { .. } | Command::Form { .. } => {
            return Err(Rejection::AssociationAlreadyExists);
        }
    };
    Ok(vec![event])
}

impl Stage {
    fn extend_founding(
        self,
        act: Act,
        to: NaiveDate,
        rules: LegalRules,
    ) -> Result<Event, Rejection> {
        let Self::Permitted { congress_due_on, first_due_on } = self else {
            return Err(self.refuses());
        };
        longer(congress_due_on, to)?;
        at_most(first_due_on, rules.founding_extension_at_most_days, to)
            .map_err(|latest| Rejection::ExtensionTooLong { latest })?;
        Ok(Event::CongressExtended { act, extended_to: to, rules_version: rules.version })
    }

    fn found(
        self,
        on: NaiveDate,
        congress: Congress,
        rules: LegalRules,
    ) -> Result<Event, Rejection> {
        let Self::Permitted { congress_due_on: due_on, .. } = self else {
            return Err(self.refuses());
        };
        if on > due_on {
            return Err(Rejection::CongressTooLate { due_on });
        }
        congress.check(on, &rules)?;
        let rules_version = rules.version;
        Ok(Event::FoundingCongressHeld { occurred_on: on, congress, rules_version })
    }

    fn lapse(self, occurred_on: NaiveDate) -> Result<Event, Rejection> {
        let Self::Permitted { congress_due_on, .. } = self else { return Err(self.refuses()) };
        later_than(congress_due_on, occurred_on)?;
        Ok(Event::PermissionLapsed { occurred_on })
    }

    fn flag_expired(self, occurred_on: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Self::Suspended { until, expiry_flagged } = self else { return Err(self.refuses()) };
        later_than(until, occurred_on)?;
        if expiry_flagged {
            return Ok(Vec::new());
        }
        Ok(vec![Event::SuspensionExpiredUncured { occurred_on }])
    }
}

impl Facts {
    fn permit(&self, act: Act, permit: Permit, rules: LegalRules) -> Result<Event, Rejection> {
        let missing: Vec<_> = rules.dossier.difference(&permit.dossier).copied().collect();
        if !missing.is_empty() {
            return Err(Rejection::DossierIncomplete { missing });
        }
        let required = rules.minimum_founders.within(self.profile.work.scope);
        if permit.founders < required {
            return Err(Rejection::TooFewFounders { founders: permit.founders, required });
        }
        let within = Days::new(rules.founding_congress_within_days.into());
        Ok(Event::EstablishmentPermitted {
            congress_due_on: act.occurred_on + within,
            act,
            profile: self.profile.clone(),
            illustrative: self.illustrative,
            permit,
            rules_version: rules.version,
        })
    }

    fn follows_the_running_term(&self, term: Term) -> Result<(), Rejection> {
        match self.term {
            Some(previous) if term.from <= previous.from => {
                Err(Rejection::TermsOverlap { previous_from: previous.from })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn extend_term(&self, act: Act, to: NaiveDate, rules: LegalRules) -> Result<Event, Rejection> {
        let term = self.term.ok_or(Rejection::NoTermRunning)?;
        longer(self.congress_due_on.unwrap_or(term.to), to)?;
        at_most(term.to, rules.term_extension_at_most_days, to)
            .map_err(|latest| Rejection::ExtensionTooLong { latest })?;
        Ok(Event::CongressExtended { act, extended_to: to, rules_version: rules.version })
    }

    fn flag_overdue(&self, occurred_on: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let due_on = self.congress_due_on.ok_or(Rejection::NoTermRunning)?;
        later_than(due_on, occurred_on)?;
        if self.overdue_flagged {
            return Ok(Vec::new());
        }
        Ok(vec![Event::CongressOverdueFlagged { occurred_on, due_on }])
    }
}

impl Congress {
    fn check(&self, held_on: NaiveDate, rules: &LegalRules) -> Result<(), Rejection> {
        if !self.attendance.is_quorate(rules.congress_quorum) {
            return Err(Rejection::QuorumNotMet(self.attendance));
        }
        in_order(self.term, held_on)?;
        let years = rules.term_at_most_years;
        if !self.term.is_within(years) {
            return Err(Rejection::TermTooLong { years });
        }
        Ok(())
    }
}

/// A term runs on after the day that is recorded with it.
fn in_order(term: Term, on: NaiveDate) -> Result<(), Rejection> {
    if term.to <= term.from || term.to <= on { Err(Rejection::TermEndsTooEarly) } else { Ok(()) }
}

fn later_than(last: NaiveDate, day: NaiveDate) -> Result<(), Rejection> {
    if day > last { Ok(()) } else { Err(Rejection::NotDueYet { last }) }
}

/// More time ends after the time there was.
fn longer(due_on: NaiveDate, extended_to: NaiveDate) -> Result<(), Rejection> {
    if extended_to > due_on { Ok(()) } else { Err(Rejection::NoExtension { due_on }) }
}

/// A day lies within so many days from another, where the law sets a limit; else the latest day.
fn at_most(from: NaiveDate, days: Option<u32>, day: NaiveDate) -> Result<(), NaiveDate> {
    match days.map(|days| from + Days::new(days.into())) {
        Some(latest) if day > latest => Err(latest),
        Some(_) | None => Ok(()),
    }
}

fn suspend(
    act: Act,
    until: NaiveDate,
    reason: String,
    rules: LegalRules,
) -> Result<Event, Rejection> {
    if until < act.occurred_on {
        return Err(Rejection::SuspensionEndsTooEarly);
    }
    at_most(act.occurred_on, rules.suspension_at_most_days, until)
        .map_err(|latest| Rejection::SuspensionTooLong { latest })?;
    Ok(Event::Suspended { act, until, reason, rules_version: rules.version })
}

fn hand(act: Act, sides: &Sides) -> Event {
    let successors = || sides.successors().iter().copied().collect();
    match sides.kind() {
        SuccessionKind::Merged => Event::Merged { act, successor: sides.successors()[0] },
        SuccessionKind::Consolidated => {
            Event::Consolidated { act, successor: sides.successors()[0] }
        }
        SuccessionKind::Divided => Event::Divided { act, successors: successors() },
        SuccessionKind::Separated => Event::Separated { act, separated: successors() },
    }
}
