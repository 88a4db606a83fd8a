//! Why a council is refused something.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};
use working_days::Undeclared;

use super::conflict::ConflictKind;
use crate::domain::InvitationId;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("nobody has composed a council for the review")]
    CouncilNotFound,
    #[error("the council has been composed already")]
    CouncilAlreadyComposed,
    #[error("it has {least} to {most} members")]
    CouncilSizeOutOfRange { least: u32, most: u32 },
    #[error("a council is odd")]
    CouncilSizeEven,
    #[error("there is no such invitation")]
    InvitationNotFound,
    #[error("the invitation has been sent already")]
    InvitationAlreadySent,
    #[error("the expert has been invited already")]
    ExpertAlreadyInvited,
    #[error("the expert was dismissed from this review")]
    ExpertDismissed,
    #[error("the expert has a conflict of interest")]
    ConflictOfInterest { kind: ConflictKind },
    #[error("there is no seat left for the role")]
    NoSeatLeft,
    #[error("experts who work in this way have no such role")]
    RoleNotOfForm,
    #[error("the day is over already, or no later than the one before")]
    DueInThePast { field: &'static str },
    #[error("nobody declared the working days of {year}")]
    CalendarUndeclared { year: i32 },
    #[error("it is {state}")]
    StateNotAllowed { state: &'static str },
    #[error("nothing happens to the invitation before {earliest}")]
    BeforeInvitation { earliest: NaiveDate },
    #[error("the caller does not work on the review, or not in this way")]
    NotAssigned,
    #[error("the expert does not pledge to be independent, objective and discreet")]
    PledgeMissing,
    #[error("the last day for the opinion is not over")]
    OpinionNotOverdue,
    #[error("{count} seats are empty")]
    SeatsEmpty { count: usize },
    #[error("the council has no chair")]
    ChairMissing,
    #[error("the council has no secretary")]
    SecretaryMissing,
    #[error("the council has fewer than {needed} reviewers")]
    ReviewersMissing { needed: u32 },
    #[error("the expert has not opened the dossier")]
    DossierNotOpened,
    #[error("independent experts do not meet")]
    NoCouncil,
    #[error("the members have the papers long enough on {earliest}")]
    PapersTooLate { earliest: NaiveDate },
    #[error("{invitation} is of no member, or there twice")]
    NotAMember { invitation: InvitationId },
    #[error("{present} members are no quorum, {needed} are")]
    NoQuorum { present: usize, needed: u64 },
    #[error("neither the chair nor the deputy led it")]
    NoChair,
    #[error("too few reviewers were there")]
    NoReviewer,
    #[error("the council has not met")]
    MeetingMissing,
    #[error("{count} opinions are missing")]
    OpinionsMissing { count: usize },
}

impl From<Undeclared> for Rejection {
    fn from(Undeclared { year }: Undeclared) -> Self {
        Self::CalendarUndeclared { year }
    }
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::CouncilNotFound | Self::InvitationNotFound => (RejectionKind::NotFound, None),
            Self::CouncilAlreadyComposed
            | Self::InvitationAlreadySent
            | Self::ExpertAlreadyInvited => (RejectionKind::AlreadyExists, None),
            Self::CouncilSizeOutOfRange { .. } | Self::CouncilSizeEven => {
                (RejectionKind::Invalid, Some("size"))
            }
            Self::RoleNotOfForm => (RejectionKind::Invalid, Some("role")),
            Self::DueInThePast { field } => (RejectionKind::Invalid, Some(field)),
            Self::PledgeMissing => (RejectionKind::Invalid, Some("pledges")),
            Self::NotAMember { .. } => (RejectionKind::Invalid, Some("present_invitation_ids")),
            Self::NotAssigned => (RejectionKind::Forbidden, None),
            Self::ExpertDismissed
            | Self::ConflictOfInterest { .. }
            | Self::NoSeatLeft
            | Self::CalendarUndeclared { .. }
            | Self::StateNotAllowed { .. }
            | Self::BeforeInvitation { .. }
            | Self::OpinionNotOverdue
            | Self::SeatsEmpty { .. }
            | Self::ChairMissing
            | Self::SecretaryMissing
            | Self::ReviewersMissing { .. }
            | Self::DossierNotOpened
            | Self::NoCouncil
            | Self::PapersTooLate { .. }
            | Self::NoQuorum { .. }
            | Self::NoChair
            | Self::NoReviewer
            | Self::MeetingMissing
            | Self::OpinionsMissing { .. } => (RejectionKind::Precondition, None),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        self.sort().0
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        self.sort().1
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CouncilSizeOutOfRange { least, most } => {
                vec![("least", least.to_string()), ("most", most.to_string())]
            }
            Self::ConflictOfInterest { kind } => {
                vec![("kind", <&str>::from(*kind).to_owned())]
            }
            Self::CalendarUndeclared { year } => vec![("year", year.to_string())],
            Self::StateNotAllowed { state } => vec![("state", (*state).to_owned())],
            Self::BeforeInvitation { earliest } | Self::PapersTooLate { earliest } => {
                vec![("earliest", earliest.to_string())]
            }
            Self::SeatsEmpty { count } | Self::OpinionsMissing { count } => {
                vec![("count", count.to_string())]
            }
            Self::ReviewersMissing { needed } => vec![("needed", needed.to_string())],
            Self::NotAMember { invitation } => vec![("invitation_id", invitation.to_string())],
            Self::NoQuorum { present, needed } => {
                vec![("present", present.to_string()), ("needed", needed.to_string())]
            }
            Self::CouncilNotFound
            | Self::CouncilAlreadyComposed
            | Self::CouncilSizeEven
            | Self::InvitationNotFound
            | Self::InvitationAlreadySent
            | Self::ExpertAlreadyInvited
            | Self::ExpertDismissed
            | Self::NoSeatLeft
            | Self::RoleNotOfForm
            | Self::DueInThePast { .. }
            | Self::NotAssigned
            | Self::PledgeMissing
            | Self::OpinionNotOverdue
            | Self::ChairMissing
            | Self::SecretaryMissing
            | Self::DossierNotOpened
            | Self::NoCouncil
            | Self::NoChair
            | Self::NoReviewer
            | Self::MeetingMissing => Vec::new(),
        }
    }
}
