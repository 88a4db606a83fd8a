//! Facts as rows: columns are filled for a whole batch, then each table is written by one statement.

mod contests;
mod reviews;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::facts::{AssociationDescribed, Headcount, Membership};
use crate::domain::plan::{Bearer, DutyChange, DutyStated, IndicatorStated};
use crate::domain::record::{RecordFiled, Said};
use crate::domain::target::TargetStated;
use crate::heard::{Heard, Told};

/// Declares the columns of each table, and the statement that writes them. Every table begins with the
/// place of the event: context and position.
macro_rules! tables {
    ($($table:ident $sql:literal: $($column:ident $type:ty),+;)+) => {
        /// The rows of a batch, table by table.
        #[derive(Default)]
        pub(super) struct Rows {
            $($table: $table::Columns),+
        }

        impl Rows {
            pub(super) async fn write(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
                $(self.$table.write(tx).await?;)+
                Ok(())
            }
        }

        $(mod $table {
            use super::*;

            #[derive(Default)]
            pub(super) struct Columns {
                context: Vec<&'static str>,
                position: Vec<i64>,
                $($column: Vec<$type>),+
            }

            impl Columns {
                pub(super) fn push(&mut self, at: At, ($($column,)+): ($($type,)+)) {
                    self.context.push(at.context);
                    self.position.push(at.position);
                    $(self.$column.push($column);)+
                }

                pub(super) async fn write(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
                    if self.position.is_empty() {
                        return Ok(());
                    }
                    let query = sqlx::query(include_str!(concat!("../../../sql/", $sql)));
                    let query = query.bind(&self.context).bind(&self.position);
                    $(let query = query.bind(&self.$column);)+
                    query.execute(tx).await.map(|_| ())
                }
            }
        })+
    };
}

tables! {
    fact "insert_fact.sql":
        event_id Uuid, event_type String, occurred_on NaiveDate, recorded_at DateTime<Utc>,
        document_number Option<String>, document_issued_on Option<NaiveDate>,
        document_issuer_id Option<Uuid>, document_sha256 Option<String>;
    unit_name "insert_unit_name.sql":
        unit_id Uuid, established_as Option<&'static str>, full_name String;
    unit_place "insert_unit_place.sql":
        unit_id Uuid, parent_id Option<Uuid>;
    unit_succession "insert_unit_succession.sql":
        unit_id Uuid, successor_id Uuid, ends bool;
    unit_abolition "insert_unit_abolition.sql":
        unit_id Uuid;
    association_name "insert_association_name.sql":
        association_id Uuid, full_name String;
    association_stage "insert_association_stage.sql":
        association_id Uuid, stage &'static str;
    association_succession "insert_association_succession.sql":
        association_id Uuid, successor_id Uuid, ends bool;
    association_description "insert_association_description.sql":
        association_id Uuid, territory_id Option<Uuid>, field &'static str, mass Option<bool>,
        illustrative Option<bool>;
    affiliate_name "insert_affiliate_name.sql":
        organisation_id Uuid, name String, illustrative bool;
    membership "insert_membership.sql":
        organisation_id Uuid, union_id Uuid, kind &'static str, step &'static str;
    headcount "insert_headcount.sql":
        declaration_id Uuid, association_id Uuid, members i64, intellectuals Option<i64>,
        supersedes Option<Uuid>;
    plan "insert_plan.sql":
        plan_id Uuid, title String, number_symbol String, issued_on Option<NaiveDate>;
    plan_end "insert_plan_end.sql":
        plan_id Uuid;
    plan_item "insert_plan_item.sql":
        plan_id Uuid, code String, kind Option<&'static str>, short_title Option<String>;
    duty "insert_duty.sql":
        plan_id Uuid, item_code String, role &'static str, bearer_unit_id Option<Uuid>,
        bearer_group Option<String>, valid_from NaiveDate, basis Option<&'static str>,
        valid_to Option<NaiveDate>;
    indicator "insert_indicator.sql":
        plan_id Uuid, code String, item_code Option<String>, formula_version Option<i32>,
        name Option<String>, source Option<&'static str>, nature Option<&'static str>,
        formula Option<String>;
    indicator_quantity "insert_indicator_quantity.sql":
        ordinal i32, identifier String, unit_of_measure String;
    record "insert_record.sql":
        record_id Uuid, plan_id Uuid, unit_id Uuid, record_type &'static str, illustrative bool;
    record_field "insert_record_field.sql":
        name String, ordinal i32, word Option<String>, number Option<i64>, day Option<NaiveDate>,
        id Option<Uuid>;
    record_evidence "insert_record_evidence.sql":
        ordinal i32, number_symbol String, issued_on Option<NaiveDate>, issuer_id Option<Uuid>,
        sha256 Option<String>;
    record_outcome "insert_record_outcome.sql":
        record_id Uuid, outcome &'static str;
    target "insert_target.sql":
        plan_id Uuid, quantity String, unit_id Option<Uuid>, first_day NaiveDate,
        last_day NaiveDate, version i32, scaled i64, places i32;
    contest_round "insert_contest_round.sql":
        round_id Uuid, family &'static str, title String, illustrative bool;
    contest_round_shown "insert_contest_round_shown.sql":
        round_id Uuid, organiser_id Uuid, occasion &'static str, illustrative bool;
    contest_entry_step "insert_contest_entry_step.sql":
        entry_id Uuid, round_id Uuid, step &'static str, origin_unit_id Option<Uuid>,
        illustrative bool;
    contest_prize "insert_contest_prize.sql":
        prize_id Uuid, entry_id Uuid, round_id Uuid, origin_unit_id Uuid, tier_code String,
        tier_name String, illustrative bool;
    contest_honour "insert_contest_honour.sql":
        honour_id Uuid, entry_id Uuid, round_id Uuid, origin_unit_id Uuid, persons i64,
        title String, illustrative bool;
    contest_prize_revoked "insert_contest_prize_revoked.sql":
        prize_id Uuid, illustrative bool;
    contest_stage_judged "insert_contest_stage_judged.sql":
        round_id Uuid, organiser_id Uuid, entries i64, sheets i64, reopened i64,
        settled_jointly i64, illustrative bool;
    contest_appeal_step "insert_contest_appeal_step.sql":
        appeal_id Uuid, round_id Uuid, organiser_id Option<Uuid>, step &'static str,
        illustrative bool;
    contest_national_step "insert_contest_national_step.sql":
        entry_id Uuid, round_id Uuid, origin_unit_id Uuid, step &'static str, name String,
        illustrative bool;
    contest_application_seen "insert_contest_application_seen.sql":
        prize_id Uuid, round_id Uuid, origin_unit_id Uuid, applied bool, illustrative bool;
    review_asked "insert_review_asked.sql":
        review_id Uuid, union_id Uuid, requester_id Uuid, kind &'static str, origin &'static str,
        illustrative bool;
    review_delivered "insert_review_delivered.sql":
        review_id Uuid, union_id Uuid, kind &'static str, field &'static str, due_on NaiveDate,
        answer_by Option<NaiveDate>;
    review_closed "insert_review_closed.sql":
        review_id Uuid, answered bool;
    recommendation_answer "insert_recommendation_answer.sql":
        review_id Uuid, recommendation_id Uuid, uptake &'static str;
    expert_assignment "insert_expert_assignment.sql":
        review_id Uuid, expert_key Uuid;
    quality_rating "insert_quality_rating.sql":
        review_id Uuid, union_id Uuid, score i64;
    workshop_statement "insert_workshop_statement.sql":
        workshop_id Uuid, union_id Uuid, held Option<&'static str>, illustrative bool;
    proposal_sent "insert_proposal_sent.sql":
        proposal_id Uuid, union_id Uuid, theme String, field &'static str, illustrative bool;
    proposal_end "insert_proposal_end.sql":
        proposal_id Uuid, uptake Option<&'static str>;
}

/// The place of an event.
#[derive(Clone, Copy)]
struct At {
    context: &'static str,
    position: i64,
}

impl Rows {
    pub(super) fn take(&mut self, recorded: &Recorded<Heard>) {
        let Recorded { source, entry, event } = recorded;
        let at = At { context: source, position: entry.position };
        let document = event.document.clone();
        let issued_on = document.as_ref().and_then(|document| document.issued_on);
        let issuer = document.as_ref().and_then(|document| document.issuer);
        let (number, sha256) = document.map(|d| (d.number_symbol, d.file_sha256)).unzip();
        self.fact.push(
            at,
            (
                entry.event_id,
                entry.event_type.clone(),
                event.occurred_on,
                entry.recorded_at,
                number,
                issued_on,
                issuer,
                sha256.flatten(),
            ),
        );
        event.facts.iter().for_each(|told| self.tell(at, told));
    }

    fn tell(&mut self, at: At, told: &Told) {
        match told {
            Told::UnitNamed(it) => {
                let established_as = it.established_as.map(Into::into);
                self.unit_name.push(at, (it.unit.0, established_as, it.full_name.clone()));
            }
            Told::UnitPlaced(it) => {
                self.unit_place.push(at, (it.unit.0, it.parent.map(|parent| parent.0)));
            }
            Told::UnitSucceeded(it) => {
                self.unit_succession.push(at, (it.unit.0, it.successor.0, it.ends));
            }
            Told::UnitAbolished(it) => self.unit_abolition.push(at, (it.unit.0,)),
            Told::AssociationNamed(it) => {
                self.association_name.push(at, (it.association.0, it.full_name.clone()));
            }
            Told::AssociationStaged(it) => {
                self.association_stage.push(at, (it.association.0, it.stage.into()));
            }
            Told::AssociationSucceeded(it) => {
                let row = (it.association.0, it.successor.0, it.ends);
                self.association_succession.push(at, row);
            }
            Told::AssociationDescribed(it) => self.describe(at, it),
            Told::AffiliateNamed(it) => {
                let name = it.name.clone();
                self.affiliate_name.push(at, (it.organisation.0, name, it.illustrative));
            }
            Told::Membership(it) => {
                let Membership { organisation, union, kind, step } = it;
                self.membership.push(at, (organisation.0, union.0, kind.into(), step.into()));
            }
            Told::Headcount(it) => {
                let Headcount { declaration, association, members, intellectuals, supersedes } =
                    *it;
                let (id, count) = (association.0, intellectuals);
                self.headcount.push(at, (declaration, id, members, count, supersedes));
            }
            Told::PlanIssued(it) => {
                let (title, number) = (it.title.clone(), it.number_symbol.clone());
                self.plan.push(at, (it.plan.0, title, number, it.issued_on));
            }
            Told::PlanEnded(it) => self.plan_end.push(at, (it.plan.0,)),
            Told::ItemStated(it) => {
                let kind = it.item.as_ref().map(|item| item.kind.into());
                let title = it.item.as_ref().map(|item| item.short_title.clone());
                self.plan_item.push(at, (it.plan.0, it.code.clone(), kind, title));
            }
            Told::DutyStated(it) => self.state_duty(at, it),
            Told::IndicatorStated(it) => self.state_indicator(at, it),
            Told::RecordFiled(it) => self.file_record(at, it),
            Told::RecordJudged(it) => {
                self.record_outcome.push(at, (it.record.0, it.outcome.into()));
            }
            Told::TargetStated(it) => self.state_target(at, it),
            Told::Contest(it) => self.tell_of_contests(at, it),
            Told::Review(it) => self.tell_of_reviews(at, it),
        }
    }

    fn describe(&mut self, at: At, it: &AssociationDescribed) {
        let (id, territory) = (it.association.0, it.territory.map(|territory| territory.0));
        let field = it.field.into();
        self.association_description.push(at, (id, territory, field, it.mass, it.illustrative));
    }

    fn state_duty(&mut self, at: At, it: &DutyStated) {
        let (unit, group) = match &it.part.bearer {
            Bearer::Unit(unit) => (Some(unit.0), None),
            Bearer::Group(group) => (None, Some(group.clone())),
        };
        let (basis, valid_to) = match it.change {
            DutyChange::Assigned { basis, valid_to } => (Some(basis.into()), valid_to),
            DutyChange::Ended => (None, None),
        };
        let (plan, item, role) = (it.part.plan.0, it.part.item.clone(), it.part.role.into());
        self.duty.push(at, (plan, item, role, unit, group, it.valid_from, basis, valid_to));
    }

    fn state_indicator(&mut self, at: At, it: &IndicatorStated) {
        let indicator = it.indicator.as_ref();
        self.indicator.push(
            at,
            (
                it.plan.0,
                it.code.clone(),
                indicator.map(|indicator| indicator.item.clone()),
                indicator.map(|indicator| indicator.formula_version),
                indicator.map(|indicator| indicator.name.clone()),
                indicator.map(|indicator| indicator.source.into()),
                indicator.map(|indicator| indicator.nature.into()),
                indicator.map(|indicator| indicator.formula.clone()),
            ),
        );
        let quantities = indicator.into_iter().flat_map(|indicator| &indicator.quantities);
        for (ordinal, quantity) in (0..).zip(quantities) {
            let (identifier, unit) = (&quantity.identifier, &quantity.unit_of_measure);
            self.indicator_quantity.push(at, (ordinal, identifier.clone(), unit.clone()));
        }
    }

    fn file_record(&mut self, at: At, it: &RecordFiled) {
        let (record, plan, unit) = (it.record.0, it.plan.0, it.unit.0);
        self.record.push(at, (record, plan, unit, &it.record_type.code, it.illustrative));
        for (name, said) in &it.content {
            let mut row = |ordinal, (word, number, day, id)| {
                self.record_field.push(at, (name.clone(), ordinal, word, number, day, id));
            };
            match said {
                Said::Words(words) => {
                    let words = (0..).zip(words);
                    words.for_each(|(at, word)| row(at, (Some(word.clone()), None, None, None)));
                }
                Said::Number(number) => row(0, (None, Some(*number), None, None)),
                Said::Day(day) => row(0, (None, None, Some(*day), None)),
                Said::Id(id) => row(0, (None, None, None, Some(*id))),
            }
        }
        for (ordinal, shown) in (0..).zip(&it.evidence) {
            let (number, sha256) = (shown.number_symbol.clone(), shown.file_sha256.clone());
            self.record_evidence.push(at, (ordinal, number, shown.issued_on, shown.issuer, sha256));
        }
    }

    fn state_target(&mut self, at: At, it: &TargetStated) {
        let (plan, unit) = (it.plan.0, it.unit.map(|unit| unit.0));
        let (quantity, aim) = (it.quantity.clone(), it.aim);
        let row = (plan, quantity, unit, it.from, it.to, it.version, aim.scaled, aim.places);
        self.target.push(at, row);
    }
}
