//! Who acts on what belongs to a review: the Union's office on a day that it tells, an expert or the requester
//! today.

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use ledger::{Asked, Step};
use std::fmt::Display;
use tonic::Status;
use uuid::Uuid;
use working_days::WorkingDays;

use super::Work;
use crate::domain::council::Claim;
use crate::domain::{InvitationId, Officer, ReviewId, UnitId};
use crate::grpc::{DOMAIN, officer};

/// The Union's office, and what surrounds its act.
pub(in crate::grpc) struct Office {
    pub(in crate::grpc) review: ReviewId,
    pub(in crate::grpc) union: UnitId,
    pub(in crate::grpc) on: NaiveDate,
    pub(in crate::grpc) by: Officer,
    pub(in crate::grpc) calendar: WorkingDays,
    pub(in crate::grpc) asked: Asked,
}

/// How its request names it: the review, the Union, and the day; today where it has none.
pub(in crate::grpc) type OfficeNames<'r> = (&'r str, &'r str, Option<(&'static str, &'r str)>);

/// An expert under an invitation, and what surrounds the act.
pub(in crate::grpc) struct Expert {
    pub(in crate::grpc) review: ReviewId,
    pub(in crate::grpc) invitation: InvitationId,
    pub(in crate::grpc) person: String,
    pub(in crate::grpc) on: NaiveDate,
    pub(in crate::grpc) asked: Asked,
}

/// The requester, and what surrounds its act.
pub(in crate::grpc) struct Theirs {
    pub(in crate::grpc) review: ReviewId,
    pub(in crate::grpc) requester: UnitId,
    pub(in crate::grpc) on: NaiveDate,
    pub(in crate::grpc) by: Officer,
    pub(in crate::grpc) asked: Asked,
}

/// The stream whose etag a request has: of this kind, and the review's own or that of the id which was read.
pub(in crate::grpc) struct Resource<I>(
    pub(in crate::grpc) &'static str,
    pub(in crate::grpc) Option<I>,
);

impl Work {
    /// What the office asks for; `read` gives what it says and the resource, where that is not the review's own id.
    pub(in crate::grpc) async fn office<R: CommandRequest, T: Send>(
        &self,
        caller: &Caller,
        request: &R,
        (review, union, day): OfficeNames<'_>,
        category: &'static str,
        read: impl FnOnce(&mut Fields) -> Option<(Option<Uuid>, T)> + Send,
    ) -> Result<(Office, T), Status> {
        let today = self.clock.today();
        let (review, union, on, said, asked) = fields::read(&DOMAIN, |fields| {
            let review = fields.uuid("review_id", review).map(ReviewId);
            let union = fields.uuid("unit_id", union).map(UnitId);
            let on = day.map_or(Some(today), |(name, day)| fields.past_date(name, day, today));
            let said = read(fields);
            let resource = said.as_ref().and_then(|(id, _)| *id).or(review.map(|id| id.0));
            let asked = fields.asked(caller, request, category, resource);
            Some((review?, union?, on?, said?.1, asked?))
        })?;
        let (by, calendar) = (officer(caller), self.working_days(caller).await?);
        Ok((Office { review, union, on, by, calendar, asked }, said))
    }

    /// What an expert asks for.
    pub(in crate::grpc) fn expert<R: CommandRequest, T, I: Display>(
        &self,
        caller: &Caller,
        request: &R,
        (review, invitation): (&str, &str),
        resource: impl FnOnce(ReviewId, InvitationId) -> Resource<I>,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Expert, T), Status> {
        fields::read(&DOMAIN, |fields| {
            let review = fields.uuid("review_id", review).map(ReviewId);
            let invitation = fields.uuid("invitation_id", invitation).map(InvitationId);
            let nobody = Uuid::nil();
            let of = resource(
                review.unwrap_or(ReviewId(nobody)),
                invitation.unwrap_or(InvitationId(nobody)),
            );
            let asked = fields.asked(caller, request, of.0, of.1);
            let said = read(fields);
            let (review, invitation, asked) = (review?, invitation?, asked?);
            let (person, on) = (caller.person.clone(), self.clock.today());
            Some((Expert { review, invitation, person, on, asked }, said?))
        })
    }

    /// Carries out what an expert asks for. Whoever is not in is told that, and not what else stood in the way;
    /// a repeat gets its first answer, whatever has become of the expert since.
    pub(in crate::grpc) async fn carry_out(
        &self,
        doing: Expert,
        steps: Vec<Box<dyn Step>>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let Expert { review, invitation, person, asked, .. } = doing;
        let refused = match DOMAIN.act(&self.ledger, asked, steps).await {
            Ok(receipt) => return Ok(receipt),
            Err(refused) => refused,
        };
        let seat = self.own_seat(review, invitation, &person).await?;
        let out = seat.meets(Claim::IsIn).err();
        Err(out.map_or(refused, |rejection| DOMAIN.rejected(rejection)))
    }

    /// What a requester asks for.
    pub(in crate::grpc) fn theirs<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        (review, requester): (&str, &str),
        category: &'static str,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Theirs, T), Status> {
        fields::read(&DOMAIN, |fields| {
            let review = fields.uuid("review_id", review).map(ReviewId);
            let requester = fields.uuid("requester_unit_id", requester).map(UnitId);
            let asked = fields.asked(caller, request, category, review);
            let said = read(fields);
            let (review, requester, asked) = (review?, requester?, asked?);
            let (by, on) = (officer(caller), self.clock.today());
            Some((Theirs { review, requester, on, by, asked }, said?))
        })
    }
}
