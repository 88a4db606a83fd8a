//! What is told of lists of prizes: to the committee all of it, to the authority what was posted, to everybody what is
//! released.

use chassis::caller::Caller;
use chassis::fields;
use contracts::awards::v1 as wire;
use tonic::Status;

use super::PrizeLists;
use crate::domain::prize_list::State;
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::outcomes::find_prize_list;
use crate::views::released_prizes::queries::list_released_prizes;

impl PrizeLists {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetPrizeListRequest,
    ) -> Result<wire::GetPrizeListResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.outcomes, caller, &read_at).await?;
        let found = find_prize_list(&mut reading.snapshot.tx, id, reading.at.known_at).await;
        let found = found.map_err(unreadable)?;
        let known = found.ok_or_else(|| DOMAIN.no_such("prize list", id))?;

        let blockers = known.blockers.into_iter().map(wire::ContestBlocker::from).collect();
        let (prize_list, read_info) = (Some(known.told), Some(reading.info));
        Ok(wire::GetPrizeListResponse { prize_list, blockers, read_info })
    }

    pub(super) async fn submitted(
        &self,
        caller: &Caller,
        request: &wire::GetSubmittedPrizeListRequest,
    ) -> Result<wire::GetSubmittedPrizeListResponse, Status> {
        let (programme, id, read_at) = fields::read(&DOMAIN, |fields| {
            let programme = fields.uuid("programme_id", &request.programme_id);
            let id = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((programme?, id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.outcomes, caller, &read_at).await?;
        let found = find_prize_list(&mut reading.snapshot.tx, id, reading.at.known_at).await;
        let found = found.map_err(unreadable)?;
        let is_submitted = found.filter(|it| it.programme.0 == programme && was_posted(it.state));
        let known = is_submitted.ok_or_else(|| DOMAIN.no_such("prize list", id))?;

        let (prize_list, read_info) = (Some(known.told), Some(reading.info));
        Ok(wire::GetSubmittedPrizeListResponse { prize_list, read_info })
    }

    pub(super) async fn all_released(
        &self,
        caller: &Caller,
        request: &wire::ListReleasedPrizesRequest,
    ) -> Result<wire::ListReleasedPrizesResponse, Status> {
        let (page, round, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.released, caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let tx = &mut reading.snapshot.tx;
        let rows = list_released_prizes(tx, round, at, last, page.fetch()).await;
        let (prizes, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(wire::ListReleasedPrizesResponse { prizes, next_page_token, read_info })
    }
}

/// Whether the authority has got it.
fn was_posted(state: State) -> bool {
    match state {
        State::Proposed | State::Approved | State::Declined => false,
        State::Posted | State::Decided | State::SentBack | State::Released => true,
    }
}
