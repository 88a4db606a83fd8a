//! Rows about contests, as facts.

use std::sync::Arc;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Columns, facts};
use crate::domain::contest::{
    AppealStepped, ApplicationSeen, EntryId, EntryStepped, HonourConferred, NationalStepped,
    PrizeAwarded, PrizeRevoked, RoundId, RoundPlanned, RoundShown, StageJudged, Tier,
};
use crate::domain::facts::{Facts, UnitId};

pub(super) async fn load(tx: &mut PgConnection, told: Facts) -> sqlx::Result<Facts> {
    const ROUND: &str = include_str!("../../../../sql/load_contest_round.sql");
    const SHOWN: &str = include_str!("../../../../sql/load_contest_round_shown.sql");
    const STEP: &str = include_str!("../../../../sql/load_contest_entry_step.sql");
    const PRIZE: &str = include_str!("../../../../sql/load_contest_prize.sql");
    const HONOUR: &str = include_str!("../../../../sql/load_contest_honour.sql");
    const REVOKED: &str = include_str!("../../../../sql/load_contest_prize_revoked.sql");
    const JUDGED: &str = include_str!("../../../../sql/load_contest_stage_judged.sql");
    const APPEAL: &str = include_str!("../../../../sql/load_contest_appeal_step.sql");
    const NATIONAL: &str = include_str!("../../../../sql/load_contest_national_step.sql");
    const SEEN: &str = include_str!("../../../../sql/load_contest_application_seen.sql");
    Ok(Facts {
        rounds: facts(tx, ROUND, planned).await?,
        rounds_shown: facts(tx, SHOWN, shown).await?,
        entry_steps: facts(tx, STEP, stepped).await?,
        prizes: facts(tx, PRIZE, prize).await?,
        honours: facts(tx, HONOUR, honour).await?,
        revocations: facts(tx, REVOKED, revoked).await?,
        stages_judged: facts(tx, JUDGED, judged).await?,
        appeal_steps: facts(tx, APPEAL, appeal).await?,
        national_steps: facts(tx, NATIONAL, national).await?,
        applications_seen: facts(tx, SEEN, seen).await?,
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

fn honour(row: &mut Columns<'_>) -> sqlx::Result<HonourConferred> {
    Ok(HonourConferred {
        honour: row.take()?,
        entry: row.take().map(EntryId)?,
        round: round(row)?,
        origin_unit: row.unit()?,
        persons: row.take()?,
        title: row.take()?,
        illustrative: row.take()?,
    })
}

fn revoked(row: &mut Columns<'_>) -> sqlx::Result<PrizeRevoked> {
    Ok(PrizeRevoked { prize: row.take()?, illustrative: row.take()? })
}

fn judged(row: &mut Columns<'_>) -> sqlx::Result<StageJudged> {
    Ok(StageJudged {
        round: round(row)?,
        organiser: row.unit()?,
        entries: row.take()?,
        sheets: row.take()?,
        reopened: row.take()?,
        settled_jointly: row.take()?,
        illustrative: row.take()?,
    })
}

fn appeal(row: &mut Columns<'_>) -> sqlx::Result<AppealStepped> {
    Ok(AppealStepped {
        appeal: row.take()?,
        round: round(row)?,
        organiser: row.take::<Option<Uuid>>()?.map(UnitId),
        step: row.word()?,
        illustrative: row.take()?,
    })
}

fn national(row: &mut Columns<'_>) -> sqlx::Result<NationalStepped> {
    Ok(NationalStepped {
        entry: row.take().map(EntryId)?,
        round: round(row)?,
        origin_unit: row.unit()?,
        step: row.word()?,
        name: row.take()?,
        illustrative: row.take()?,
    })
}

fn seen(row: &mut Columns<'_>) -> sqlx::Result<ApplicationSeen> {
    Ok(ApplicationSeen {
        prize: row.take()?,
        round: round(row)?,
        origin_unit: row.unit()?,
        applied: row.take()?,
        illustrative: row.take()?,
    })
}

fn round(row: &mut Columns<'_>) -> sqlx::Result<RoundId> {
    row.take().map(RoundId)
}

fn shared(row: &mut Columns<'_>) -> sqlx::Result<Arc<str>> {
    row.take::<String>().map(Into::into)
}
