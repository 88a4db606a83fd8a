//! Deciding a right from memory, against reading its facts by one indexed statement.
//!
//! Both sides ask whether one of 1,000 officers may act on one of 1,000 units, three deep. The raw side
//! only fetches the facts: it has not decided anything yet.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate};
use contracts::RPCS;
use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use ledger::View as _;
use rights::{
    Decision, Facts, Given, Link, Moment, Placed, Policies, Right, RightsView, Thing, Who,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::measure::{Bench, ROUNDS, callers, interleave, row};

const TIME: Duration = Duration::from_secs(2);
const MANY: u128 = 1_000;

fn unit(n: u128) -> Uuid {
    Uuid::from_u128(n + 1)
}

/// The unit above, in a tree of tens.
fn parent(n: u128) -> Option<Uuid> {
    (n > 0).then(|| unit((n - 1) / 10))
}

fn person(n: u128) -> String {
    format!("officer-{n}")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day")
}

fn right(n: u128) -> Right {
    Right {
        unit: unit(n),
        capacity: "chuyên viên".to_owned(),
        role: Role::RegistryOfficer,
        scope: Thing::unit(unit(n / 100)),
        first_day: NaiveDate::default(),
        last_day: None,
    }
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    let recorded_at = DateTime::UNIX_EPOCH;
    for n in 0..MANY {
        let (thing, link, unit) = (Thing::unit(unit(n)), Link::Parent, parent(n));
        facts.place(Placed { thing, link, from: NaiveDate::default(), unit, recorded_at });
        let (grant, person, right) = (unit_of_grant(n), person(n), right(n));
        let (source, decision, revision) = (None, None, 1);
        facts.give(Given { grant, person, right, source, decision, recorded_at, revision });
    }
    facts
}

fn unit_of_grant(n: u128) -> Uuid {
    Uuid::from_u128(MANY * 2 + n)
}

async fn tables(bench: &Bench) -> anyhow::Result<PgPool> {
    let pool = bench.ledger().await?.pool().clone();
    sqlx::raw_sql(RightsView::TABLES).execute(&pool).await?;
    sqlx::raw_sql("CREATE INDEX ON given (person); CREATE INDEX ON placed (kind, thing_id)")
        .execute(&pool)
        .await?;
    for (n, position) in (0..MANY).zip(1_i64..) {
        let right = right(n);
        sqlx::query(include_str!("sql/give.sql"))
            .bind(unit_of_grant(n))
            .bind(position)
            .bind(person(n))
            .bind(right.unit)
            .bind(right.capacity)
            .bind(i32::from(right.role))
            .bind(i32::from(right.scope.kind))
            .bind(right.scope.id)
            .execute(&pool)
            .await?;
        sqlx::query("INSERT INTO placed VALUES ($1, now(), $2, $3, 'parent', '1970-01-01', $4)")
            .bind(position)
            .bind(i32::from(Kind::Unit))
            .bind(unit(n).to_string())
            .bind(parent(n))
            .execute(&pool)
            .await?;
    }
    sqlx::raw_sql("ANALYZE").execute(&pool).await?;
    Ok(pool)
}

pub async fn decision(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("rights") {
        return Ok(());
    }
    let known = Arc::new((Policies::reviewed()?, facts()));
    let rpc = RPCS.iter().find(|rpc| rpc.name.ends_with("/RenameUnit")).expect("it is served");
    let pool = tables(bench).await?;
    let ours = || {
        let known = known.clone();
        callers(4, TIME, move |n| {
            let known = known.clone();
            async move {
                let n = u128::try_from(n)? * 211 % MANY;
                let (policies, facts) = &*known;
                let (person, capacity) = (person(n), "chuyên viên");
                let who = Who::Person { person: &person, unit: unit(n), capacity };
                let things = [Thing::unit(unit(n))];
                let decision = policies.decide(facts, who, rpc, &things, Moment::on(today()));
                anyhow::ensure!(decision == expected(n), "{decision:?} for {n}");
                tokio::task::yield_now().await;
                Ok(())
            }
        })
    };
    let raw = || {
        let pool = pool.clone();
        callers(4, TIME, move |n| {
            let pool = pool.clone();
            async move {
                let n = u128::try_from(n)? * 211 % MANY;
                let rows = sqlx::query(include_str!("sql/facts_of_decision.sql"))
                    .bind(person(n))
                    .bind(today())
                    .bind(i32::from(Kind::Unit))
                    .bind(unit(n).to_string())
                    .fetch_all(&pool)
                    .await?;
                anyhow::ensure!(!rows.is_empty(), "no facts for {n}");
                Ok(())
            }
        })
    };
    let medians = interleave(ROUNDS, ours, raw).await?;
    let (ours, raw) = (medians.ours.per_second, medians.raw.per_second);
    row("rights decision", ours, raw, "/s", ours / raw, 1.0, 3.0);
    Ok(())
}

/// The right of officer `n` covers unit `n / 100` and what is under it.
fn expected(n: u128) -> Decision {
    let mut at = n;
    while at > n / 100 && at > 0 {
        at = (at - 1) / 10;
    }
    if at == n / 100 { Decision::Allowed } else { Decision::MayNot }
}
