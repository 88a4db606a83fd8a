//! Read model: the facts that rights are decided from, as membership's ledger tells them. Rows are only
//! ever added, so that whoever has read up to a position reads on from there.

use contracts::membership::v1::DecisionRef;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use sqlx::PgConnection;

use crate::facts::Given;
use crate::heard::{Fact, MEMBERSHIP, hear};
use crate::load::link_name;

pub struct RightsView;

impl View for RightsView {
    const NAME: &'static str = "rights";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/tables.sql");
    type Event = Vec<Fact>;

    fn decode(source: &str, entry: &Entry) -> Result<Option<Vec<Fact>>, Undecodable> {
        if source != MEMBERSHIP {
            return Ok(None);
        }
        let facts = hear(entry).map_err(Undecodable::new)?;
        Ok(Some(facts).filter(|facts| !facts.is_empty()))
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Vec<Fact>>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            for fact in &recorded.event {
                write(tx, &recorded.entry, fact).await?;
            }
        }
        Ok(())
    }
}

async fn write(tx: &mut PgConnection, entry: &Entry, fact: &Fact) -> sqlx::Result<()> {
    let position = entry.position;
    let statement = match fact {
        Fact::Given(given) => give(position, given),
        Fact::Revoked(revoked) => sqlx::query("INSERT INTO revoked VALUES ($1, $2, $3, $4, $5)")
            .bind(position)
            .bind(revoked.recorded_at)
            .bind(revoked.revision)
            .bind(revoked.grant)
            .bind(revoked.from),
        Fact::Ended(ended) => sqlx::query("INSERT INTO ended VALUES ($1, $2, $3, $4)")
            .bind(position)
            .bind(ended.recorded_at)
            .bind(ended.unit)
            .bind(ended.from),
        Fact::Placed(placed) => {
            sqlx::query("INSERT INTO placed VALUES ($1, $2, $3, $4, $5, $6, $7)")
                .bind(position)
                .bind(placed.recorded_at)
                .bind(i32::from(placed.thing.kind))
                .bind(&placed.thing.id)
                .bind(link_name(placed.link))
                .bind(placed.from)
                .bind(placed.unit)
        }
    };
    statement.execute(tx).await.map(|_| ())
}

type Statement<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn give<'q>(position: ledger::Position, given: &'q Given) -> Statement<'q> {
    let right = &given.right;
    let document = |part: fn(&DecisionRef) -> &String| given.decision.as_ref().map(part);
    sqlx::query(include_str!("../sql/add_given.sql"))
        .bind(given.grant)
        .bind(position)
        .bind(given.recorded_at)
        .bind(given.revision)
        .bind(&given.person)
        .bind(right.unit)
        .bind(&right.capacity)
        .bind(i32::from(right.role))
        .bind(i32::from(right.scope.kind))
        .bind(&right.scope.id)
        .bind(right.first_day)
        .bind(right.last_day)
        .bind(given.source)
        .bind(document(|it| &it.number_symbol))
        .bind(document(|it| &it.issued_on))
        .bind(document(|it| &it.issuer_unit_id))
}
