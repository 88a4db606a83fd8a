//! What the services about reviews, experts, opinions, meetings, reports and answers share: their aggregates, and how
//! an act on what belongs to a review holds the review where it is.

mod acting;

use std::sync::Arc;

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::reading::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use evidence::EvidenceService;
use evidence::domain::EvidenceId;
use evidence::domain::content::Place;
use futures::stream::BoxStream;
use ledger::view::Reader;
use ledger::{CommandHandler, Ledger, Step};
use prost::bytes::Bytes;
use serde::{Deserialize, Serialize};
use tonic::Status;
use uuid::Uuid;
use working_days::WorkingDays;

use super::{DOMAIN, cited, unreadable};
use crate::domain::council::{self, Claim, Council, Seat};
use crate::domain::meeting::Meeting;
use crate::domain::opinion::Opinion;
use crate::domain::opinion::content::Papers;
use crate::domain::regulation::Regulation;
use crate::domain::report::Report;
use crate::domain::response::Response;
use crate::domain::review::dossier::Version;
use crate::domain::review::{self, Named, Review, Stage};
use crate::domain::{CitedFile, InvitationId, ReviewId, UnitId};
use crate::published;
use crate::views::review_register::ReviewRegister;
use crate::views::uptake::Uptake;
use crate::views::working_calendar::{WorkingCalendar, working_days};

pub(super) use acting::{Expert, Office, OfficeNames, Resource};

/// What they all need.
pub(super) struct Work {
    pub(super) ledger: Ledger,
    pub(super) councils: CommandHandler<Council>,
    pub(super) opinions: CommandHandler<Opinion>,
    pub(super) meetings: CommandHandler<Meeting>,
    pub(super) reports: CommandHandler<Report>,
    pub(super) responses: CommandHandler<Response>,
    pub(super) reviews: CommandHandler<Review>,
    pub(super) regulations: CommandHandler<Regulation>,
    pub(super) evidence: evidence::Register,
    /// Gives out the bytes of the dossiers.
    papers: EvidenceService,
    pub(super) register: Reader<ReviewRegister>,
    pub(super) uptake: Reader<Uptake>,
    calendar: Reader<WorkingCalendar>,
    pub(super) clock: Clock,
    pub(super) access: Access,
}

impl Work {
    pub(super) fn new(
        ledger: Ledger,
        papers: EvidenceService,
        (register, uptake, calendar): (
            Reader<ReviewRegister>,
            Reader<Uptake>,
            Reader<WorkingCalendar>,
        ),
        clock: Clock,
        access: Access,
    ) -> Arc<Self> {
        Arc::new(Self {
            councils: CommandHandler::new(ledger.clone(), published::council),
            opinions: CommandHandler::new(ledger.clone(), published::opinion),
            meetings: CommandHandler::new(ledger.clone(), published::meeting),
            reports: CommandHandler::new(ledger.clone(), published::report),
            responses: CommandHandler::new(ledger.clone(), published::response),
            reviews: CommandHandler::new(ledger.clone(), published::review),
            regulations: CommandHandler::new(ledger.clone(), published::regulation),
            evidence: evidence::Register::new(ledger.clone()),
            ledger,
            papers,
            register,
            uptake,
            calendar,
            clock,
            access,
        })
    }

    /// Holds the review of a Union in one of these stages.
    pub(super) fn of_union(
        &self,
        review: ReviewId,
        union: UnitId,
        stages: &'static [Stage],
    ) -> Box<dyn Step> {
        let of = Some(Named::Union(union));
        self.reviews.step(review, review::Command::Confirm { of, stages })
    }

    /// The same for an expert, whose right is on the review itself.
    pub(super) fn held(&self, review: ReviewId, stages: &'static [Stage]) -> Box<dyn Step> {
        self.reviews.step(review, review::Command::Confirm { of: None, stages })
    }

    /// The same, with the papers as they were read: nothing is said of a version that was just replaced.
    pub(super) fn held_with(
        &self,
        review: ReviewId,
        papers: &Papers,
        stages: &'static [Stage],
    ) -> Box<dyn Step> {
        let newest = papers.documents.clone();
        self.reviews.step(review, review::Command::ConfirmPapers { newest, stages })
    }

    /// Moves the review of a Union.
    pub(super) fn moved(&self, doing: &Office, act: review::Act) -> Box<dyn Step> {
        let of = Named::Union(doing.union);
        let (on, by, calendar) = (doing.on, doing.by.clone(), doing.calendar.clone());
        self.reviews.step(doing.review, review::Command::Do { of, on, by, calendar, act })
    }

    /// A file that the Union keeps.
    pub(super) fn shown(&self, union: UnitId, file: &CitedFile) -> Vec<Box<dyn Step>> {
        self.evidence.confirm(union.0.into(), vec![cited(file)])
    }

    /// The bytes of a version of a document, from one of them on.
    pub(super) async fn bytes(
        &self,
        caller: &Caller,
        version: &Version,
        offset: i64,
    ) -> Result<BoxStream<'static, Result<Bytes, Status>>, Status> {
        let evidence = EvidenceId(version.file.evidence.0);
        let place = Place { unit: version.kept_by.0.into(), evidence };
        self.papers.cited_bytes(caller, place, offset).await
    }

    /// How a review stands, by the ledger itself.
    pub(super) async fn review(&self, id: ReviewId) -> Result<review::Standing, Status> {
        let review = DOMAIN.loaded(&self.reviews, id).await?;
        let standing = review.standing().cloned();
        standing.ok_or_else(|| DOMAIN.rejected(review::Rejection::ReviewNotFound))
    }

    /// The same of a Union's review.
    pub(super) async fn review_of(
        &self,
        id: ReviewId,
        union: UnitId,
    ) -> Result<review::Standing, Status> {
        let standing = self.review(id).await?;
        if standing.filing.union == union {
            return Ok(standing);
        }
        Err(DOMAIN.rejected(review::Rejection::ReviewNotFound))
    }

    /// How its council stands, by the ledger itself.
    pub(super) async fn council(&self, id: ReviewId) -> Result<council::Standing, Status> {
        let council = DOMAIN.loaded(&self.councils, id).await?;
        let standing = council.standing().cloned();
        standing.ok_or_else(|| DOMAIN.rejected(council::Rejection::CouncilNotFound))
    }

    /// The seat under an expert's own invitation, in it or not; by the ledger itself.
    pub(super) async fn own_seat(
        &self,
        review: ReviewId,
        invitation: InvitationId,
        expert: &str,
    ) -> Result<Seat, Status> {
        let council = DOMAIN.loaded(&self.councils, review).await?;
        let seat = council.own_seat(invitation, expert).cloned();
        seat.map_err(|rejection| DOMAIN.rejected(rejection))
    }

    /// How a review stands that the caller, an expert, may read in this way; decided by the ledger itself.
    pub(super) async fn read_by(
        &self,
        caller: &Caller,
        id: ReviewId,
        claim: Claim,
    ) -> Result<review::Standing, Status> {
        let standing = self.review(id).await?;
        let council = DOMAIN.loaded(&self.councils, id).await?;
        council
            .admits(&caller.person, claim, standing.stage)
            .map_err(|rejection| DOMAIN.rejected(rejection))?;
        Ok(standing)
    }

    pub(super) async fn working_days(&self, caller: &Caller) -> Result<WorkingDays, Status> {
        let snapshot = self.calendar.begin(&[], caller.deadline).await;
        let mut snapshot = snapshot.map_err(unreadable)?;
        working_days(&mut snapshot.tx).await.map_err(unreadable)
    }
}

/// Where a page of what belongs to one review ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Last {
    as_of: NaiveDate,
    known_at: DateTime<Utc>,
    id: Uuid,
}

pub(super) type Page = chassis::fields::Page<Last>;

/// The moment that a page shows.
pub(super) fn moment(page: &Page, asked: Moment) -> Moment {
    let shown = page.after.as_ref();
    shown.map_or(asked, |last| Moment { as_of: last.as_of, known_at: last.known_at })
}

/// The page of rows that were found all together: what belongs to one review is never much.
pub(super) fn cut<T>(page: &Page, moment: Moment, rows: Vec<(Uuid, T)>) -> (Vec<T>, String) {
    let ended = page.after.as_ref();
    let seen = ended.and_then(|last| rows.iter().position(|(id, _)| *id == last.id));
    let keyed = rows.into_iter().skip(seen.map_or(0, |at| at + 1));
    let Moment { as_of, known_at } = moment;
    page.cut(keyed.map(|(id, row)| (Last { as_of, known_at, id }, row)).collect())
}
