//! The tables of the view, read into memory from a position on.

use contracts::access::v1::Kind;
use contracts::membership::v1::{DecisionRef, Role};
use ledger::Position;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use crate::facts::{Ended, Facts, Given, Link, Placed, Revoked, Right, Thing};

/// The position of the newest fact; 0 before the first.
pub(crate) async fn newest(tx: &mut PgConnection) -> sqlx::Result<Position> {
    let newest = sqlx::query_scalar::<_, Option<Position>>(include_str!("../sql/newest_fact.sql"));
    Ok(newest.fetch_one(tx).await?.unwrap_or_default())
}

/// Adds what was recorded after a position.
pub(crate) async fn load(
    tx: &mut PgConnection,
    facts: &mut Facts,
    after: Position,
) -> sqlx::Result<()> {
    let rows = sqlx::query(include_str!("../sql/load_given.sql")).bind(after);
    for row in rows.fetch_all(&mut *tx).await? {
        facts.give(given(&row)?);
    }
    let rows = sqlx::query(
        "SELECT grant_id, occurred_on, recorded_at, revision
         FROM revoked WHERE position > $1 ORDER BY position",
    );
    for row in rows.bind(after).fetch_all(&mut *tx).await? {
        facts.revoke(Revoked {
            grant: row.try_get(0)?,
            from: row.try_get(1)?,
            recorded_at: row.try_get(2)?,
            revision: row.try_get(3)?,
        });
    }
    let rows = sqlx::query(
        "SELECT unit_id, occurred_on, recorded_at
         FROM ended WHERE position > $1 ORDER BY position",
    );
    for row in rows.bind(after).fetch_all(&mut *tx).await? {
        let (unit, from, recorded_at) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        facts.end(Ended { unit, from, recorded_at });
    }
    let rows = sqlx::query(
        "SELECT kind, thing_id, link, occurred_on, unit_id, recorded_at
         FROM placed WHERE position > $1 ORDER BY position",
    );
    for row in rows.bind(after).fetch_all(&mut *tx).await? {
        facts.place(Placed {
            thing: Thing { kind: known(row.try_get(0)?)?, id: row.try_get(1)? },
            link: link(row.try_get(2)?)?,
            from: row.try_get(3)?,
            unit: row.try_get(4)?,
            recorded_at: row.try_get(5)?,
        });
    }
    Ok(())
}

fn given(row: &PgRow) -> sqlx::Result<Given> {
    let number_symbol: Option<String> = row.try_get("number_symbol")?;
    let decision = match number_symbol {
        None => None,
        Some(number_symbol) => Some(DecisionRef {
            number_symbol,
            issued_on: row.try_get("issued_on")?,
            issuer_unit_id: row.try_get("issuer_unit_id")?,
        }),
    };
    Ok(Given {
        grant: row.try_get("grant_id")?,
        person: row.try_get("person")?,
        right: Right {
            unit: row.try_get("unit_id")?,
            capacity: row.try_get("capacity")?,
            role: known::<Role>(row.try_get("role")?)?,
            scope: Thing {
                kind: known::<Kind>(row.try_get("scope_kind")?)?,
                id: row.try_get("scope_id")?,
            },
            first_day: row.try_get("first_day")?,
            last_day: row.try_get("last_day")?,
        },
        source: row.try_get("source_grant_id")?,
        decision,
        recorded_at: row.try_get("recorded_at")?,
        revision: row.try_get("revision")?,
    })
}

fn known<E: TryFrom<i32, Error = prost::UnknownEnumValue>>(number: i32) -> sqlx::Result<E> {
    E::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn link(name: &str) -> sqlx::Result<Link> {
    let found = Link::ALL.into_iter().find(|link| link_name(*link) == name);
    found.ok_or_else(|| sqlx::Error::Decode(format!("{name} is no way to be in a unit").into()))
}

pub(crate) fn link_name(link: Link) -> &'static str {
    match link {
        Link::Parent => "parent",
        Link::Territory => "territory",
        Link::Union => "union",
        Link::Successor => "successor",
    }
}
