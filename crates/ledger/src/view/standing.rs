//! Where all views of a database stand, as its tables say, whichever process moves them.

use sqlx::{PgPool, Row as _};

use super::generations::GenerationState;
use crate::recorded::Position;
use crate::store::{ReadError, limited};

/// How far one generation of a view has come with one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub view: String,
    pub version: u32,
    pub generation: i32,
    pub state: GenerationState,
    pub source: String,
    pub position: Position,
    /// Streams set aside.
    pub parked: i32,
}

/// All generations that were not dropped.
pub async fn standings(pool: &PgPool) -> Result<Vec<Standing>, ReadError> {
    let query = "SELECT view, g.version, generation, g.state, c.source, c.position, c.parked
                 FROM ledger.generation g JOIN ledger.checkpoint c USING (view, generation)
                 WHERE g.state <> 'dropped' ORDER BY view, generation, c.source";
    let rows = limited(sqlx::query(query).fetch_all(pool)).await?;
    rows.iter()
        .map(|row| {
            let state: &str = row.try_get(3)?;
            Ok(Standing {
                view: row.try_get(0)?,
                version: row.try_get::<i32, _>(1)?.unsigned_abs(),
                generation: row.try_get(2)?,
                state: state.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
                source: row.try_get(4)?,
                position: row.try_get(5)?,
                parked: row.try_get(6)?,
            })
        })
        .collect()
}
