//! What is told of what follows: to everybody, as far as it is released.

use chassis::caller::Caller;
use chassis::fields;
use contracts::awards::v1 as wire;
use tonic::Status;

use super::FollowUps;
use crate::contract::number;
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::follow_ups::queries::{Which, list_follow_ups};

/// After how many months somebody should look, where the question does not say it.
const DUE_AFTER_MONTHS: u32 = 12;
/// The latest that is asked about.
const MOST_MONTHS: u32 = 120;

impl FollowUps {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetFollowUpRequest,
    ) -> Result<wire::GetFollowUpResponse, Status> {
        let (round, entry, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let entry = fields.uuid("entry_id", &request.entry_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, entry?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let (tx, entry) = (&mut reading.snapshot.tx, Some(entry));
        let which = Which { round, entry, due_after_months: None, after: None, limit: 1 };
        let found = list_follow_ups(tx, which, reading.at).await.map_err(unreadable)?.pop();
        let (_, told) = found.ok_or_else(|| DOMAIN.no_such("follow-up", &request.entry_id))?;

        let (follow_up, read_info) = (Some(told), Some(reading.info));
        Ok(wire::GetFollowUpResponse { follow_up, read_info })
    }

    pub(super) async fn several(
        &self,
        caller: &Caller,
        request: &wire::ListFollowUpsRequest,
    ) -> Result<wire::ListFollowUpsResponse, Status> {
        let (page, round, months, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let months = fields.count("due_after_months", request.due_after_months, MOST_MONTHS);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, months?, read_at?))
        })?;

        let months = if months == 0 { DUE_AFTER_MONTHS } else { months };
        let due_after_months = request.due_only.then(|| number(months));
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let after = page.after.as_ref();
        let at = shown(after, &reading);
        let which = Which { round, entry: None, due_after_months, after, limit: page.fetch() };
        let rows = list_follow_ups(&mut reading.snapshot.tx, which, at).await;
        let (follow_ups, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(wire::ListFollowUpsResponse { follow_ups, next_page_token, read_info })
    }
}
