//! Rows as facts: everything the view holds, read in the caller's snapshot.

mod contests;
mod reviews;

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;
use record_types::RecordTypes;
use sqlx::postgres::PgRow;
use sqlx::{Decode, PgConnection, Postgres, Row as _, Type};
use uuid::Uuid;

use crate::domain::facts::{
    AffiliateNamed, AssociationDescribed, AssociationNamed, AssociationStaged,
    AssociationSucceeded, Document, Fact, Facts, Headcount, Membership, OrganisationId, Origin,
    PlanId, UnitAbolished, UnitId, UnitNamed, UnitPlaced, UnitSucceeded,
};
use crate::domain::plan::{
    Bearer, DutyChange, DutyPart, DutyStated, Indicator, IndicatorStated, Item, ItemStated,
    PlanEnded, PlanIssued, Quantity,
};
use crate::domain::record::{RecordFiled, RecordId, RecordJudged, Said};
use crate::domain::target::{Decimal, TargetStated};

/// Reads all facts. The connection's `search_path` is that of a generation.
pub async fn load(tx: &mut PgConnection) -> sqlx::Result<Facts> {
    let quantities = quantities(tx).await?;
    let indicator = |row: &mut Columns<'_>| indicator(row, &quantities);
    let (said, shown) = (said(tx).await?, shown(tx).await?);
    let record = |row: &mut Columns<'_>| record(row, &said, &shown);
    let told = Facts {
        unit_names: facts(tx, include_str!("../../../sql/load_unit_name.sql"), unit_name).await?,
        places: facts(tx, include_str!("../../../sql/load_unit_place.sql"), unit_place).await?,
        successions: facts(tx, include_str!("../../../sql/load_unit_succession.sql"), succession)
            .await?,
        abolitions: facts(tx, include_str!("../../../sql/load_unit_abolition.sql"), abolition)
            .await?,
        association_names: facts(tx, include_str!("../../../sql/load_association_name.sql"), named)
            .await?,
        stages: facts(tx, include_str!("../../../sql/load_association_stage.sql"), staged).await?,
        association_successions: facts(
            tx,
            include_str!("../../../sql/load_association_succession.sql"),
            association_succession,
        )
        .await?,
        descriptions: facts(
            tx,
            include_str!("../../../sql/load_association_description.sql"),
            described,
        )
        .await?,
        affiliates: facts(tx, include_str!("../../../sql/load_affiliate_name.sql"), affiliate)
            .await?,
        memberships: facts(tx, include_str!("../../../sql/load_membership.sql"), membership)
            .await?,
        headcounts: facts(tx, include_str!("../../../sql/load_headcount.sql"), headcount).await?,
        plans: facts(tx, include_str!("../../../sql/load_plan.sql"), plan).await?,
        plan_ends: facts(tx, include_str!("../../../sql/load_plan_end.sql"), plan_end).await?,
        items: facts(tx, include_str!("../../../sql/load_plan_item.sql"), plan_item).await?,
        duties: facts(tx, include_str!("../../../sql/load_duty.sql"), duty).await?,
        indicators: facts(tx, include_str!("../../../sql/load_indicator.sql"), indicator).await?,
        records: facts(tx, include_str!("../../../sql/load_record.sql"), record).await?,
        record_outcomes: facts(tx, include_str!("../../../sql/load_record_outcome.sql"), outcome)
            .await?,
        targets: facts(tx, include_str!("../../../sql/load_target.sql"), target).await?,
        ..Facts::default()
    };
    let told = contests::load(tx, told).await?;
    reviews::load(tx, told).await
}

/// The columns of a row, taken one after the other.
struct Columns<'r> {
    row: &'r PgRow,
    next: usize,
}

impl<'r> Columns<'r> {
    fn take<T: Decode<'r, Postgres> + Type<Postgres>>(&mut self) -> sqlx::Result<T> {
        let column = self.next;
        self.next += 1;
        self.row.try_get(column)
    }

    /// A word of an enum.
    fn word<T: FromStr<Err = strum::ParseError>>(&mut self) -> sqlx::Result<T> {
        let word: &str = self.take()?;
        parse(word)
    }

    fn optional_word<T: FromStr<Err = strum::ParseError>>(&mut self) -> sqlx::Result<Option<T>> {
        let word: Option<&str> = self.take()?;
        word.map(parse).transpose()
    }

    fn unit(&mut self) -> sqlx::Result<UnitId> {
        self.take().map(UnitId)
    }

    fn organisation(&mut self) -> sqlx::Result<OrganisationId> {
        self.take().map(OrganisationId)
    }

    fn plan(&mut self) -> sqlx::Result<PlanId> {
        self.take().map(PlanId)
    }
}

fn parse<T: FromStr<Err = strum::ParseError>>(word: &str) -> sqlx::Result<T> {
    word.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

async fn facts<T>(
    tx: &mut PgConnection,
    query: &'static str,
    what: impl Fn(&mut Columns<'_>) -> sqlx::Result<T>,
) -> sqlx::Result<Vec<Fact<T>>> {
    let rows = sqlx::query(query).fetch_all(tx).await?;
    let fact = |row: &PgRow| {
        let mut columns = Columns { row, next: 0 };
        Ok(Fact { origin: origin(&mut columns)?, what: what(&mut columns)? })
    };
    rows.iter().map(fact).collect()
}

fn origin(row: &mut Columns<'_>) -> sqlx::Result<Origin> {
    Ok(Origin {
        context: row.take()?,
        position: row.take()?,
        event_id: row.take()?,
        event_type: row.take()?,
        occurred_on: row.take()?,
        recorded_at: row.take()?,
        document: document(row)?,
    })
}

fn document(row: &mut Columns<'_>) -> sqlx::Result<Option<Document>> {
    let number: Option<String> = row.take()?;
    let (issued_on, issuer, file_sha256) = (row.take()?, row.take()?, row.take()?);
    Ok(number.map(|number_symbol| Document { number_symbol, issued_on, issuer, file_sha256 }))
}

fn unit_name(row: &mut Columns<'_>) -> sqlx::Result<UnitNamed> {
    let (unit, established_as) = (row.unit()?, row.optional_word()?);
    Ok(UnitNamed { unit, established_as, full_name: row.take()? })
}

fn unit_place(row: &mut Columns<'_>) -> sqlx::Result<UnitPlaced> {
    Ok(UnitPlaced { unit: row.unit()?, parent: row.take::<Option<Uuid>>()?.map(UnitId) })
}

fn succession(row: &mut Columns<'_>) -> sqlx::Result<UnitSucceeded> {
    Ok(UnitSucceeded { unit: row.unit()?, successor: row.unit()?, ends: row.take()? })
}

fn abolition(row: &mut Columns<'_>) -> sqlx::Result<UnitAbolished> {
    Ok(UnitAbolished { unit: row.unit()? })
}

fn named(row: &mut Columns<'_>) -> sqlx::Result<AssociationNamed> {
    Ok(AssociationNamed { association: row.organisation()?, full_name: row.take()? })
}

fn staged(row: &mut Columns<'_>) -> sqlx::Result<AssociationStaged> {
    Ok(AssociationStaged { association: row.organisation()?, stage: row.word()? })
}

fn association_succession(row: &mut Columns<'_>) -> sqlx::Result<AssociationSucceeded> {
    let (association, successor) = (row.organisation()?, row.organisation()?);
    Ok(AssociationSucceeded { association, successor, ends: row.take()? })
}

fn described(row: &mut Columns<'_>) -> sqlx::Result<AssociationDescribed> {
    Ok(AssociationDescribed {
        association: row.organisation()?,
        territory: row.take::<Option<Uuid>>()?.map(UnitId),
        field: row.word()?,
        mass: row.take()?,
        illustrative: row.take()?,
    })
}

fn affiliate(row: &mut Columns<'_>) -> sqlx::Result<AffiliateNamed> {
    let (organisation, name) = (row.organisation()?, row.take()?);
    Ok(AffiliateNamed { organisation, name, illustrative: row.take()? })
}

fn membership(row: &mut Columns<'_>) -> sqlx::Result<Membership> {
    let (organisation, union) = (row.organisation()?, row.unit()?);
    Ok(Membership { organisation, union, kind: row.word()?, step: row.word()? })
}

fn headcount(row: &mut Columns<'_>) -> sqlx::Result<Headcount> {
    Ok(Headcount {
        declaration: row.take()?,
        association: row.organisation()?,
        members: row.take()?,
        intellectuals: row.take()?,
        supersedes: row.take()?,
    })
}

fn plan(row: &mut Columns<'_>) -> sqlx::Result<PlanIssued> {
    let (plan, title, number_symbol) = (row.plan()?, row.take()?, row.take()?);
    Ok(PlanIssued { plan, title, number_symbol, issued_on: row.take()? })
}

fn plan_end(row: &mut Columns<'_>) -> sqlx::Result<PlanEnded> {
    Ok(PlanEnded { plan: row.plan()? })
}

fn plan_item(row: &mut Columns<'_>) -> sqlx::Result<ItemStated> {
    let (plan, code) = (row.plan()?, row.take()?);
    let (kind, short_title): (_, Option<String>) = (row.optional_word()?, row.take()?);
    let item = kind.zip(short_title).map(|(kind, short_title)| Item { kind, short_title });
    Ok(ItemStated { plan, code, item })
}

fn duty(row: &mut Columns<'_>) -> sqlx::Result<DutyStated> {
    let (plan, item, role) = (row.plan()?, row.take()?, row.word()?);
    let (unit, group): (Option<Uuid>, Option<String>) = (row.take()?, row.take()?);
    let bearer = unit.map(|unit| Bearer::Unit(UnitId(unit))).or(group.map(Bearer::Group));
    let bearer = bearer.ok_or_else(|| sqlx::Error::Decode("a part without a bearer".into()))?;
    let valid_from = row.take()?;
    let (basis, valid_to): (_, Option<NaiveDate>) = (row.optional_word()?, row.take()?);
    let change = basis.map_or(DutyChange::Ended, |basis| DutyChange::Assigned { basis, valid_to });
    Ok(DutyStated { part: DutyPart { plan, item, role, bearer }, valid_from, change })
}

type Quantities = BTreeMap<(String, i64), Vec<Quantity>>;

async fn quantities(tx: &mut PgConnection) -> sqlx::Result<Quantities> {
    let query = sqlx::query(include_str!("../../../sql/load_indicator_quantity.sql"));
    let mut quantities = Quantities::new();
    for row in query.fetch_all(tx).await? {
        let mut row = Columns { row: &row, next: 0 };
        let place = (row.take()?, row.take()?);
        let quantity = Quantity { identifier: row.take()?, unit_of_measure: row.take()? };
        quantities.entry(place).or_default().push(quantity);
    }
    Ok(quantities)
}

fn indicator(row: &mut Columns<'_>, quantities: &Quantities) -> sqlx::Result<IndicatorStated> {
    let place = (row.row.try_get(0)?, row.row.try_get(1)?);
    let (plan, code) = (row.plan()?, row.take()?);
    let Some(item) = row.take::<Option<String>>()? else {
        return Ok(IndicatorStated { plan, code, indicator: None });
    };
    let indicator = Indicator {
        item,
        formula_version: row.take()?,
        name: row.take()?,
        source: row.word()?,
        nature: row.word()?,
        formula: row.take()?,
        quantities: quantities.get(&place).cloned().unwrap_or_default(),
    };
    Ok(IndicatorStated { plan, code, indicator: Some(indicator) })
}

/// What records say, and what shows it, by the place of their events.
type Contents = BTreeMap<(String, i64), BTreeMap<String, Said>>;
type Shown = BTreeMap<(String, i64), Vec<Document>>;

async fn said(tx: &mut PgConnection) -> sqlx::Result<Contents> {
    let query = sqlx::query(include_str!("../../../sql/load_record_field.sql"));
    let mut contents = Contents::new();
    for row in query.fetch_all(tx).await? {
        let mut row = Columns { row: &row, next: 0 };
        let content = contents.entry((row.take()?, row.take()?)).or_default();
        let name: String = row.take()?;
        let (word, number): (_, Option<i64>) = (row.take::<Option<String>>()?, row.take()?);
        let (day, id): (Option<NaiveDate>, Option<Uuid>) = (row.take()?, row.take()?);
        let other = number.map(Said::Number).or(day.map(Said::Day)).or(id.map(Said::Id));
        match (word, content.get_mut(&name)) {
            (Some(word), Some(Said::Words(words))) => words.push(word),
            (Some(word), _) => {
                content.insert(name, Said::Words(vec![word]));
            }
            (None, _) => content.extend(other.map(|said| (name, said))),
        }
    }
    Ok(contents)
}

async fn shown(tx: &mut PgConnection) -> sqlx::Result<Shown> {
    let query = sqlx::query(include_str!("../../../sql/load_record_evidence.sql"));
    let mut shown = Shown::new();
    for row in query.fetch_all(tx).await? {
        let mut row = Columns { row: &row, next: 0 };
        let place = (row.take()?, row.take()?);
        let documents: &mut Vec<_> = shown.entry(place).or_default();
        documents.extend(document(&mut row)?);
    }
    Ok(shown)
}

fn record(row: &mut Columns<'_>, contents: &Contents, shown: &Shown) -> sqlx::Result<RecordFiled> {
    let place = (row.row.try_get(0)?, row.row.try_get(1)?);
    let (record, plan, unit) = (RecordId(row.take()?), row.plan()?, row.unit()?);
    let code: &str = row.take()?;
    let record_type = RecordTypes::reviewed().find(code);
    let unknown = || sqlx::Error::Decode(format!("no record type {code}").into());
    Ok(RecordFiled {
        record,
        plan,
        unit,
        record_type: record_type.ok_or_else(unknown)?,
        content: contents.get(&place).cloned().unwrap_or_default(),
        evidence: shown.get(&place).cloned().unwrap_or_default(),
        illustrative: row.take()?,
    })
}

fn outcome(row: &mut Columns<'_>) -> sqlx::Result<RecordJudged> {
    Ok(RecordJudged { record: RecordId(row.take()?), outcome: row.word()? })
}

fn target(row: &mut Columns<'_>) -> sqlx::Result<TargetStated> {
    Ok(TargetStated {
        plan: row.plan()?,
        quantity: row.take()?,
        unit: row.take::<Option<Uuid>>()?.map(UnitId),
        from: row.take()?,
        to: row.take()?,
        version: row.take()?,
        aim: Decimal { scaled: row.take()?, places: row.take()? },
    })
}
