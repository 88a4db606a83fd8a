//! Whether two generations of a view hold the same: both are brought to the same point of every source,
//! seen in one snapshot, and each table is counted and hashed, whatever the order of its rows.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

use super::generations::{GenerationError, are_together, bring_together, limited, release};
use crate::store::{SNAPSHOT, begin, within};

/// Client-side limit of reading one table.
const FOLDING: Duration = Duration::from_secs(600);

/// What became of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub tables: Vec<TableComparison>,
    /// Tables that only one of the two has.
    pub only_in_one: Vec<String>,
}

impl Comparison {
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.only_in_one.is_empty() && self.tables.iter().all(|table| table.equal)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableComparison {
    pub table: String,
    /// Of the first and of the second generation.
    pub rows: [i64; 2],
    /// Whether the columns that both have hold the same.
    pub equal: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    #[error("comparing two generations")]
    Generation(#[from] GenerationError),
    #[error("the two generations do not come to the same point: one is not followed")]
    Apart,
}

impl From<sqlx::Error> for CompareError {
    fn from(error: sqlx::Error) -> Self {
        Self::Generation(error.into())
    }
}

/// Compares two generations at the same positions. Both stand still until the snapshot is taken; they go
/// on while it is read.
pub async fn compare(
    pool: &PgPool,
    view: &str,
    both: [i32; 2],
) -> Result<Comparison, CompareError> {
    let snapshot = snapshot(pool, view, both).await;
    release(pool, view).await?;
    let mut snapshot = snapshot?;
    let mut columns = Vec::new();
    for generation in both {
        columns.push(tables(&mut snapshot, view, generation).await?);
    }
    let mut comparison = Comparison { tables: Vec::new(), only_in_one: Vec::new() };
    for table in
        columns[0].keys().chain(columns[1].keys().filter(|it| !columns[0].contains_key(*it)))
    {
        let (Some(first), Some(second)) = (columns[0].get(table), columns[1].get(table)) else {
            comparison.only_in_one.push(table.clone());
            continue;
        };
        let common: Vec<_> = first.iter().filter(|column| second.contains(column)).collect();
        let mut content = Vec::new();
        for generation in both {
            content
                .push(fold(&mut snapshot, &format!("{view}_g{generation}"), table, &common).await?);
        }
        comparison.tables.push(TableComparison {
            table: table.clone(),
            rows: [content[0].0, content[1].0],
            equal: content[0] == content[1],
        });
    }
    Ok(comparison)
}

async fn snapshot(
    pool: &PgPool,
    view: &str,
    both: [i32; 2],
) -> Result<Transaction<'static, Postgres>, CompareError> {
    if !bring_together(pool, view, both).await? {
        return Err(CompareError::Apart);
    }
    let mut snapshot = limited(begin(pool, SNAPSHOT)).await?;
    if are_together(&mut snapshot, view, both).await? {
        Ok(snapshot)
    } else {
        Err(CompareError::Apart)
    }
}

/// The tables of a generation with their columns.
async fn tables(
    snapshot: &mut PgConnection,
    view: &str,
    generation: i32,
) -> Result<BTreeMap<String, Vec<String>>, CompareError> {
    let query = "SELECT table_name::text, array_agg(column_name::text ORDER BY ordinal_position)
                 FROM information_schema.columns JOIN information_schema.tables t
                      USING (table_schema, table_name)
                 WHERE table_schema = $1 AND t.table_type = 'BASE TABLE' GROUP BY table_name";
    let query = sqlx::query_as(query).bind(format!("{view}_g{generation}"));
    let tables: Vec<(String, Vec<String>)> = limited(query.fetch_all(snapshot)).await?;
    Ok(tables.into_iter().collect())
}

/// The number of rows, and two sums of their hashes.
async fn fold(
    snapshot: &mut PgConnection,
    schema: &str,
    table: &str,
    columns: &[&String],
) -> Result<(i64, Option<String>), CompareError> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    let query = format!(
        "SELECT count(*), sum(hashtextextended(row, 0)::numeric)::text
                || '/' || sum(hashtextextended(row, 1)::numeric)::text
         FROM (SELECT ROW({})::text AS row FROM {}.{}) AS r",
        columns.join(", "),
        quoted(schema),
        quoted(table),
    );
    let fold = sqlx::query_as(AssertSqlSafe(query)).fetch_one(snapshot);
    Ok(within(FOLDING, fold).await.ok_or(GenerationError::TimedOut)??)
}
