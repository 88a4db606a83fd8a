//! What this service hears from others, as facts: published event in, dated facts out.
//!
//! The one place that knows the other contexts' contracts. An event that cannot be understood, also one
//! of a type that only a newer publisher knows, is an error, never silence.

mod awards;
mod consultancy;
mod membership;
mod reporting;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::domain::contest::{
    AppealStepped, ApplicationSeen, EntryStepped, HonourConferred, NationalStepped, PrizeAwarded,
    PrizeRevoked, RoundPlanned, RoundShown, StageJudged,
};
use crate::domain::facts::{
    AffiliateNamed, AssociationDescribed, AssociationNamed, AssociationStaged,
    AssociationSucceeded, Document, Headcount, Membership, UnitAbolished, UnitNamed, UnitPlaced,
    UnitSucceeded,
};
use crate::domain::plan::{DutyStated, IndicatorStated, ItemStated, PlanEnded, PlanIssued};
use crate::domain::record::{RecordFiled, RecordJudged};
use crate::domain::review::{
    ExpertAssigned, ProposalEnded, ProposalSent, QualityRated, RecommendationAnswered,
    ReportDelivered, ReviewAsked, ReviewClosed, WorkshopStated,
};
use crate::domain::target::TargetStated;

/// The contexts whose ledgers are followed.
pub const MEMBERSHIP: &str = "membership";
pub const AWARDS: &str = "awards";
pub const CONSULTANCY: &str = "consultancy";
pub const REPORTING: &str = "reporting";
pub const CONTEXTS: [&str; 4] = [MEMBERSHIP, AWARDS, CONSULTANCY, REPORTING];

/// An event as this service understands it.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub occurred_on: NaiveDate,
    pub document: Option<Document>,
    /// Never empty.
    pub facts: Vec<Told>,
}

/// One fact of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    UnitNamed(UnitNamed),
    UnitPlaced(UnitPlaced),
    UnitSucceeded(UnitSucceeded),
    UnitAbolished(UnitAbolished),
    AssociationNamed(AssociationNamed),
    AssociationStaged(AssociationStaged),
    AssociationSucceeded(AssociationSucceeded),
    AssociationDescribed(AssociationDescribed),
    AffiliateNamed(AffiliateNamed),
    Membership(Membership),
    Headcount(Headcount),
    PlanIssued(PlanIssued),
    PlanEnded(PlanEnded),
    ItemStated(ItemStated),
    DutyStated(DutyStated),
    IndicatorStated(IndicatorStated),
    RecordFiled(RecordFiled),
    RecordJudged(RecordJudged),
    TargetStated(TargetStated),
    Contest(ContestTold),
    Review(ReviewTold),
}

/// One fact about contests.
#[derive(Debug, Clone, PartialEq)]
pub enum ContestTold {
    RoundPlanned(RoundPlanned),
    RoundShown(RoundShown),
    EntryStepped(EntryStepped),
    PrizeAwarded(PrizeAwarded),
    HonourConferred(HonourConferred),
    PrizeRevoked(PrizeRevoked),
    StageJudged(StageJudged),
    AppealStepped(AppealStepped),
    NationalStepped(NationalStepped),
    ApplicationSeen(ApplicationSeen),
}

/// One fact about reviews and proposals.
#[derive(Debug, Clone, PartialEq)]
pub enum ReviewTold {
    ReviewAsked(ReviewAsked),
    ReportDelivered(ReportDelivered),
    ReviewClosed(ReviewClosed),
    RecommendationAnswered(RecommendationAnswered),
    ExpertAssigned(ExpertAssigned),
    QualityRated(QualityRated),
    WorkshopStated(WorkshopStated),
    ProposalSent(ProposalSent),
    ProposalEnded(ProposalEnded),
}

/// Why an event was not understood.
#[derive(Debug, thiserror::Error)]
pub enum NotUnderstood {
    #[error("decoding the published bytes of {event_type}")]
    Decode {
        event_type: String,
        #[source]
        source: prost::DecodeError,
    },
    #[error("{context} publishes {event_type}, of which this version knows nothing")]
    UnknownType { context: String, event_type: String },
    #[error("nothing is known of a context named {context}")]
    UnknownContext { context: String },
    #[error("the field {field} does not hold what its contract says")]
    Field { field: &'static str },
}

/// Understands an event; `None` where it has nothing that progress is counted from.
pub fn understand(
    context: &str,
    event_type: &str,
    published: &[u8],
) -> Result<Option<Heard>, NotUnderstood> {
    let heard = match context {
        MEMBERSHIP => membership::understand(event_type, published),
        AWARDS => awards::understand(event_type, published),
        CONSULTANCY => consultancy::understand(event_type, published),
        REPORTING => reporting::understand(event_type, published),
        _ => return Err(NotUnderstood::UnknownContext { context: context.to_owned() }),
    };
    heard.unwrap_or_else(|| {
        let (context, event_type) = (context.to_owned(), event_type.to_owned());
        Err(NotUnderstood::UnknownType { context, event_type })
    })
}

/// Declares an enum over the events of a context that tell a fact, and names those that tell none.
/// Every event of the contract stands in one of the two lists.
macro_rules! events {
    ($(#[$lint:meta])? $facts_of:ident: $($telling:ident)+ $(; silent: $($silent:ident)+)?) => {
        $(#[$lint])?
        enum Event {
            $($telling(contract::$telling)),+
        }

        /// `None`: a type this version does not know.
        pub(super) fn understand(
            event_type: &str,
            bytes: &[u8],
        ) -> Option<Result<Option<Heard>, NotUnderstood>> {
            let decoded = match event_type {
                $(stringify!($telling) => {
                    <contract::$telling as prost::Message>::decode(bytes).map(Event::$telling)
                })+
                $($(stringify!($silent) => return Some(Ok(None)),)+)?
                _ => return None,
            };
            let decoded = decoded.map_err(|source| {
                NotUnderstood::Decode { event_type: event_type.to_owned(), source }
            });
            Some(decoded.and_then($facts_of).map(Some))
        }
    };
}
use events;

/// One event's facts.
fn heard(
    occurred_on: &str,
    document: Option<Document>,
    facts: impl IntoIterator<Item = Told>,
) -> Result<Heard, NotUnderstood> {
    let occurred_on = day("occurred_on", occurred_on)?;
    Ok(Heard { occurred_on, document, facts: facts.into_iter().collect() })
}

fn day(field: &'static str, text: &str) -> Result<NaiveDate, NotUnderstood> {
    text.parse().map_err(|_| NotUnderstood::Field { field })
}

fn optional_day(field: &'static str, text: &str) -> Result<Option<NaiveDate>, NotUnderstood> {
    if text.is_empty() { Ok(None) } else { day(field, text).map(Some) }
}

fn id(field: &'static str, text: &str) -> Result<Uuid, NotUnderstood> {
    Uuid::try_parse(text).map_err(|_| NotUnderstood::Field { field })
}

fn optional_id(field: &'static str, text: &str) -> Result<Option<Uuid>, NotUnderstood> {
    if text.is_empty() { Ok(None) } else { id(field, text).map(Some) }
}
