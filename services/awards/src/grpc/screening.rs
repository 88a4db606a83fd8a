//! `ScreeningService`: what the secretariat says of entries, and what it reads of them.

use std::sync::Arc;

use contracts::awards::v1 as wire;
use contracts::awards::v1::screening_service_server::ScreeningService;
use contracts::ledger::v1::CommandReceipt;
use ledger::Step;
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::{Refused, Setting};
use super::entries::{Doing, Entries};
use super::entry_fields::{checks, disqualification, version};
use super::request_fields::{LINE, code};
use crate::domain::codes::ClauseCode;
use crate::domain::entry::{self, Check, Verdict};
use crate::domain::round::Condition;
use crate::domain::{EntryId, ruleset};

/// How many clauses one objection names: more than any ruleset has.
const CLAUSES: usize = 100;

pub(super) struct Screening(pub(super) Arc<Entries>);

type Answer = Result<Option<CommandReceipt>, Status>;

impl Screening {
    fn step(&self, doing: &Doing, verdict: Verdict) -> Box<dyn Step> {
        let act = doing.act.clone();
        self.0.contest.entries.step(act.entry, entry::Command::Screen { act, verdict })
    }

    async fn done(&self, doing: Doing, steps: Vec<Box<dyn Step>>) -> Answer {
        DOMAIN.act(&self.0.contest.ledger, doing.asked, steps).await
    }

    async fn give_back(
        &self,
        doing: Doing,
        clauses: Vec<ClauseCode>,
        reason: String,
        complete_until: chrono::NaiveDate,
    ) -> Answer {
        let contest = &self.0.contest;
        let Setting { version, rules, .. } = contest.setting_of(&doing.act).await?;
        let (rules, today) = (Box::new(rules), doing.on);
        let verdict = Verdict::Return { rules, clauses, reason, complete_until, today };
        let steps = vec![
            self.step(&doing, verdict),
            contest.held(doing.act.round, Condition::Screening),
            contest.held_rules(doing.act.round, version),
        ];
        self.done(doing, steps).await
    }

    async fn check(&self, doing: Doing, ruleset_version: u32, checks: Vec<Check>) -> Answer {
        let contest = &self.0.contest;
        let Setting { version, rules, .. } = contest.setting_of(&doing.act).await?;
        if version != ruleset_version {
            let rejection = ruleset::Rejection::RulesetChanged { version };
            let refused = Refused { entry: doing.act.entry, rejection };
            return self.done(doing, vec![Box::new(refused)]).await;
        }
        let (rules, screened_on) = (Box::new(rules), doing.on);
        let verdict = Verdict::Check { rules, ruleset_version, checks, screened_on };
        let steps = vec![
            self.step(&doing, verdict),
            contest.held(doing.act.round, Condition::Screening),
            contest.held_rules(doing.act.round, ruleset_version),
        ];
        self.done(doing, steps).await
    }

    /// What it repeats was handed in to the same round.
    async fn mark(&self, doing: Doing, of: EntryId) -> Answer {
        let contest = &self.0.contest;
        let (round, marked_on) = (doing.act.round, doing.on);
        let steps = vec![
            self.step(&doing, Verdict::Duplicate { of, marked_on }),
            contest.held(round, Condition::Screening),
            contest.entries.step(of, entry::Command::ConfirmHandedIn { round }),
        ];
        self.done(doing, steps).await
    }

    async fn exclude(&self, doing: Doing, verdict: Verdict) -> Answer {
        let held = self.0.contest.held(doing.act.round, Condition::BeforeDecision);
        let steps = vec![self.step(&doing, verdict), held];
        self.done(doing, steps).await
    }
}

#[tonic::async_trait]
impl ScreeningService for Screening {
    async fn return_entry(
        &self,
        request: Request<wire::ReturnEntryRequest>,
    ) -> Result<Response<wire::ReturnEntryResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, (clauses, reason, until)) =
            self.0.contest.about_entry(&caller, &request, of, |fields, _| {
                let clauses = &request.clause_codes;
                let clauses = fields
                    .each("clause_codes", clauses, CLAUSES, |fields, said| code(fields, "", said));
                let reason = fields.long_text("reason", &request.reason, LINE);
                let until = fields.date("complete_until", &request.complete_until);
                Some((clauses?, reason?, until?))
            })?;
        let receipt = self.give_back(doing, clauses, reason, until).await?;
        Ok(Response::new(wire::ReturnEntryResponse { receipt }))
    }

    async fn screen_entry(
        &self,
        request: Request<wire::ScreenEntryRequest>,
    ) -> Result<Response<wire::ScreenEntryResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, (version, checks)) =
            self.0.contest.about_entry(&caller, &request, of, |fields, _| {
                let version = version(fields, request.ruleset_version);
                let checks = checks(fields, &request.checks);
                Some((version?, checks?))
            })?;
        let receipt = self.check(doing, version, checks).await?;
        Ok(Response::new(wire::ScreenEntryResponse { receipt }))
    }

    async fn mark_duplicate(
        &self,
        request: Request<wire::MarkDuplicateRequest>,
    ) -> Result<Response<wire::MarkDuplicateResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, other) = self.0.contest.about_entry(&caller, &request, of, |fields, _| {
            fields.uuid("duplicate_of", &request.duplicate_of).map(EntryId)
        })?;
        let receipt = self.mark(doing, other).await?;
        Ok(Response::new(wire::MarkDuplicateResponse { receipt }))
    }

    async fn disqualify_entry(
        &self,
        request: Request<wire::DisqualifyEntryRequest>,
    ) -> Result<Response<wire::DisqualifyEntryResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, verdict) =
            self.0.contest.about_entry(&caller, &request, of, |fields, today| {
                disqualification(fields, &request, today)
            })?;
        let receipt = self.exclude(doing, verdict).await?;
        Ok(Response::new(wire::DisqualifyEntryResponse { receipt }))
    }

    async fn get_entry(
        &self,
        request: Request<wire::GetEntryRequest>,
    ) -> Result<Response<wire::GetEntryResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        self.0.one(&caller, &request).await.map(Response::new)
    }

    async fn list_entries(
        &self,
        request: Request<wire::ListEntriesRequest>,
    ) -> Result<Response<wire::ListEntriesResponse>, Status> {
        let (caller, request) = self.0.contest.access.admit(request).await?;
        self.0.several(&caller, &request).await.map(Response::new)
    }
}
