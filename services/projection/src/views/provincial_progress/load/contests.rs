//! Rows about contests, as facts.

use std::sync::Arc;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Columns, facts};
use crate::domain::contest::{
    EntryId, EntryStepped, PrizeAwarded, RoundId, RoundPlanned, RoundShown, Tier,
};
use crate::domain::facts::{Facts, UnitId};

pub(super) async fn load(tx: &mut PgConnection, told: Facts) -> sqlx::Result<Facts> {
    Ok(Facts {
        rounds: facts(tx, include_str!("../../../../sql/load_contest_round.sql"), planned).await?,
        rounds_shown: facts(
            tx,
            include_str!("../../../../sql/load_contest_round_shown.sql"),
            shown,
        )
        .await?,
        entry_steps: facts(
            tx,
            include_str!("../../../../sql/load_contest_entry_step.sql"),
            stepped,
        )
        .await?,
        prizes: facts(tx, include_str!("../../../../sql/load_contest_prize.sql"), prize).await?,
        ..told
    })
}

fn planned(row: &mut Columns<'_>) -> sqlx::Result<RoundPlanned> {
    let (round, family, title) = (round(row)?, row.word()?, row.take()?);
    Ok(RoundPlanned { round, family, title, illustrative: row.take()? })
}

fn shown(row: &mut Columns<'_>) -> sqlx::Result<RoundShown> {
    let (round, organiser, occasion) = (round(row)?, row.unit()?, row.word()?);
    Ok(RoundShown { round, organiser, occasion, illustrative: row.take()? })
}

fn stepped(row: &mut Columns<'_>) -> sqlx::Result<EntryStepped> {
    Ok(EntryStepped {
        entry: row.take().map(EntryId)?,
        round: round(row)?,
        step: row.word()?,
        origin_unit: row.take::<Option<Uuid>>()?.map(UnitId),
        illustrative: row.take()?,
    })
}

fn prize(row: &mut Columns<'_>) -> sqlx::Result<PrizeAwarded> {
    Ok(PrizeAwarded {
        prize: row.take()?,
        entry: row.take().map(EntryId)?,
        round: round(row)?,
        origin_unit: row.unit()?,
        tier: Tier { code: shared(row)?, name: shared(row)? },
        illustrative: row.take()?,
    })
}

fn round(row: &mut Columns<'_>) -> sqlx::Result<RoundId> {
    row.take().map(RoundId)
}

fn shared(row: &mut Columns<'_>) -> sqlx::Result<Arc<str>> {
    row.take::<String>().map(Into::into)
}
