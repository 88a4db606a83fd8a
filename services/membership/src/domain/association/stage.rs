//! Which commands a stage of an association's life allows, and on which days.

use chrono::NaiveDate;

use super::{Command, Facts, Rejection, Stage};

impl Stage {
    /// The table: which commands a stage allows. The two questions (`Vouch…`) are no commands of it.
    pub(super) fn allowed(self) -> &'static [&'static str] {
        match self {
            Self::FoundingCommittee => &["RejectFounding", "RecogniseFoundingCommittee"],
            Self::Preparing => &["PermitEstablishment"],
            Self::Permitted { .. } => {
                &["ExtendFoundingCongress", "RecordFoundingCongress", "LapsePermission"]
            }
            Self::CongressHeld => &["ApproveCharter"],
            Self::Active => &[
                "RecordTermCongress",
                "ExtendTermCongress",
                "FlagCongressOverdue",
                "Suspend",
                "Rename",
                "ChangeCharter",
                "ChangeScope",
                "Hand",
                "Absorb",
                "StartDissolution",
            ],
            Self::Suspended { .. } => {
                &["Resume", "FlagSuspensionExpired", "Hand", "Absorb", "StartDissolution"]
            }
            Self::Dissolving { .. } => &["CompleteDissolution"],
            Self::Dissolved | Self::Merged | Self::Split | Self::Closed => &[],
        }
    }

    pub(super) fn admit(self, command: &Command) -> Result<(), Rejection> {
        let admitted = match command {
            Command::ProposeFounding { .. } | Command::Register { .. } | Command::Form { .. } => {
                return Err(Rejection::AssociationAlreadyExists);
            }
            Command::VouchOperating { .. } => true,
            Command::VouchActive { .. } => self == Self::Active,
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
            | Command::CompleteDissolution { .. } => self.allowed().contains(&command.into()),
        };
        if admitted { Ok(()) } else { Err(self.refuses()) }
    }

    pub(super) fn refuses(self) -> Rejection {
        Rejection::StateNotAllowed { state: self.into(), allowed: self.allowed() }
    }
}

/// How a command's day stands to the days on record.
enum Timing {
    /// It leads to another stage, so it is not before the present one began.
    Moves(NaiveDate),
    /// It may be recorded late: of a day on which the association operated.
    Amends(NaiveDate),
    /// It comes with a deadline of its own, or begins an association.
    Free,
}

impl Command {
    fn timing(&self) -> Timing {
        match self {
            Self::RejectFounding { act, .. }
            | Self::RecogniseFoundingCommittee { act }
            | Self::PermitEstablishment { act, .. }
            | Self::ExtendFoundingCongress { act, .. }
            | Self::ApproveCharter { act }
            | Self::Suspend { act, .. }
            | Self::Resume { act }
            | Self::Hand { act, .. }
            | Self::Absorb { act, .. }
            | Self::StartDissolution { act, .. }
            | Self::CompleteDissolution { act, .. } => Timing::Moves(act.occurred_on),
            Self::RecordFoundingCongress { occurred_on, .. } => Timing::Moves(*occurred_on),
            Self::RecordTermCongress { act, .. }
            | Self::ExtendTermCongress { act, .. }
            | Self::Rename { act, .. }
            | Self::ChangeCharter { act }
            | Self::ChangeScope { act, .. } => Timing::Amends(act.occurred_on),
            Self::ProposeFounding { .. }
            | Self::Register { .. }
            | Self::Form { .. }
            | Self::LapsePermission { .. }
            | Self::FlagCongressOverdue { .. }
            | Self::FlagSuspensionExpired { .. } => Timing::Free,
            Self::VouchActive { on } | Self::VouchOperating { on } => Timing::Amends(*on),
        }
    }
}

impl Facts {
    pub(super) fn admit(&self, command: &Command) -> Result<(), Rejection> {
        match command.timing() {
            Timing::Moves(on) if on < self.since => {
                Err(Rejection::BeforePresentState { since: self.since })
            }
            Timing::Amends(on) if !self.was_operating(on) => {
                let (since, ended_on) = (self.active_since, self.ended_on);
                Err(Rejection::AssociationNotOperating { on, since, ended_on })
            }
            Timing::Moves(_) | Timing::Amends(_) | Timing::Free => Ok(()),
        }
    }

    fn was_operating(&self, on: NaiveDate) -> bool {
        self.active_since.is_some_and(|since| since <= on)
            && self.ended_on.is_none_or(|end| on < end)
    }
}
