//! The questions about rounds.

use chassis::caller::Caller;
use chassis::fields;
use contracts::awards::v1 as wire;
use tonic::Status;

use super::Rounds;
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::round_register::queries::{
    Filter, find_desk, find_round, find_ruleset, list_affected, list_rounds,
};

/// More versions than a ruleset has.
const VERSIONS: i64 = 1_000_000;

impl Rounds {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetRoundRequest,
    ) -> Result<wire::GetRoundResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let found = find_round(&mut reading.snapshot.tx, id, reading.at).await;
        let round = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("round", id))?;

        let (round, read_info) = (Some(round), Some(reading.info));
        Ok(wire::GetRoundResponse { round, read_info })
    }

    pub(super) async fn several(
        &self,
        caller: &Caller,
        request: &wire::ListRoundsRequest,
    ) -> Result<wire::ListRoundsResponse, Status> {
        let (page, programme, phase, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let programme = fields.optional_uuid("programme_id", &request.programme_id);
            let phase = fields.optional_choice("phase", request.phase, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, programme?, phase?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let filter = Filter { round: None, programme, phase };
        let rows = list_rounds(&mut reading.snapshot.tx, filter, at, last, page.fetch()).await;
        let (rounds, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(wire::ListRoundsResponse { rounds, next_page_token, read_info })
    }

    pub(super) async fn ruleset(
        &self,
        caller: &Caller,
        request: &wire::GetRulesetRequest,
    ) -> Result<wire::GetRulesetResponse, Status> {
        let (id, version, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id);
            let version = fields.number("version", request.version, 0..=VERSIONS);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, version.and(Some(request.version))?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let version = (version > 0).then_some(version);
        let found = find_ruleset(&mut reading.snapshot.tx, id, version, reading.at).await;
        let found = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("ruleset", id))?;

        let (ruleset_version, read_info) = (Some(found), Some(reading.info));
        Ok(wire::GetRulesetResponse { ruleset_version, read_info })
    }

    pub(super) async fn affected(
        &self,
        caller: &Caller,
        request: &wire::ListAffectedEntriesRequest,
    ) -> Result<wire::ListAffectedEntriesResponse, Status> {
        let (page, id, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(request);
            let id = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let rows = list_affected(&mut reading.snapshot.tx, id, at, last, page.fetch()).await;
        let (entries, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(wire::ListAffectedEntriesResponse { entries, next_page_token, read_info })
    }

    pub(super) async fn desk(
        &self,
        caller: &Caller,
        request: &wire::GetRoundDeskRequest,
    ) -> Result<wire::GetRoundDeskResponse, Status> {
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let found = find_desk(&mut reading.snapshot.tx, id, reading.at).await;
        let desk = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("round", id))?;

        let (desk, read_info) = (Some(desk), Some(reading.info));
        Ok(wire::GetRoundDeskResponse { desk, read_info })
    }
}
