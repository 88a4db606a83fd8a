//! The keys of persons, in a database of their own. A destroyed one is never made again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::random;
use super::kept::Kept;
use super::master::{MasterError, MasterKeys, Wrapped};
use super::person_key::{OpenError, PersonKey};
use super::{Opened, Place, Sealed};
use crate::store::{ReadError, limited};

const BATCH: i64 = 100;

#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The person was erased.
    #[error("the key of {subject} is destroyed")]
    Destroyed { subject: Uuid },
    #[error("the database of keys did not answer")]
    Store(#[from] ReadError),
    #[error("a key could not be wrapped or unwrapped")]
    Master(#[from] MasterError),
    #[error("opening a value of {subject}")]
    Open { subject: Uuid, source: OpenError },
}

impl From<sqlx::Error> for KeysError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What is known of a person's key.
enum Standing {
    NeverMade,
    There(Arc<PersonKey>),
    Destroyed,
}

/// The store of keys. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    pool: PgPool,
    master: Arc<dyn MasterKeys>,
    kept: Arc<Kept<Arc<PersonKey>>>,
}

impl Keys {
    pub fn new(pool: PgPool, master: impl MasterKeys) -> Self {
        Self { pool, master: Arc::new(master), kept: Arc::default() }
    }

    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The person's key; made now if there never was one.
    pub async fn obtain(&self, subject: Uuid) -> Result<Arc<PersonKey>, KeysError> {
        if let Standing::NeverMade = self.standing(subject).await? {
            let secret = Zeroizing::new(random());
            let wrapped = self.master.wrap(subject, &secret).await?;
            let query = sqlx::query(
                "INSERT INTO subject_key (subject, master_key, wrapped_key) VALUES ($1, $2, $3)
                 ON CONFLICT (subject) DO NOTHING",
            );
            let query = query.bind(subject).bind(wrapped.master).bind(wrapped.bytes);
            limited(query.execute(&self.pool)).await?;
        }
        // Looked up even when it was just made: somebody else may have been faster.
        self.find(subject).await?.ok_or(KeysError::Destroyed { subject })
    }

    /// The person's key; `None` if there never was one.
    pub async fn find(&self, subject: Uuid) -> Result<Option<Arc<PersonKey>>, KeysError> {
        match self.standing(subject).await? {
            Standing::NeverMade => Ok(None),
            Standing::There(key) => Ok(Some(key)),
            Standing::Destroyed => Err(KeysError::Destroyed { subject }),
        }
    }

    /// Opens a value for a reader. Where the key is not there, it is erased.
    pub async fn open<T: DeserializeOwned>(
        &self,
        place: &Place<'_>,
        sealed: &Sealed<T>,
    ) -> Result<Opened<T>, KeysError> {
        let subject = sealed.subject();
        match self.standing(subject).await? {
            Standing::NeverMade | Standing::Destroyed => Ok(Opened::Erased),
            Standing::There(key) => match key.open(place, sealed) {
                Ok(value) => Ok(Opened::Value(value)),
                Err(source) => Err(KeysError::Open { subject, source }),
            },
        }
    }

    /// Destroys the person's key, also one that was never made. When that was, however often it is asked.
    pub async fn destroy(&self, subject: Uuid) -> Result<DateTime<Utc>, KeysError> {
        let query = sqlx::query_scalar(include_str!("../../sql/destroy_subject_key.sql"));
        let destroyed = limited(query.bind(subject).fetch_one(&self.pool)).await;
        self.kept.forget(&[subject]);
        Ok(destroyed?)
    }

    /// Destroys again what was destroyed before: a database restored from a backup has such keys. How many
    /// there were.
    pub async fn destroy_again(&self, erased: &[Uuid]) -> Result<u64, KeysError> {
        let query = sqlx::query(include_str!("../../sql/destroy_again.sql")).bind(erased);
        let done = limited(query.execute(&self.pool)).await?;
        self.kept.forget(erased);
        Ok(done.rows_affected())
    }

    /// Wraps every key anew that another than the current master key wraps; how many. Whenever it is cut
    /// short, the next call goes on; a key that is destroyed meanwhile stays so.
    pub async fn rewrap(&self) -> Result<u64, KeysError> {
        let mut rewrapped = 0;
        loop {
            let query = sqlx::query(
                "SELECT subject, master_key, wrapped_key FROM subject_key
                 WHERE master_key <> $1 ORDER BY subject LIMIT $2",
            );
            // Asked each time: it may be another one since.
            let query = query.bind(self.master.current().await?).bind(BATCH);
            let rows = limited(query.fetch_all(&self.pool)).await?;
            if rows.is_empty() {
                return Ok(rewrapped);
            }
            for row in &rows {
                let (subject, before) = (row.try_get(0)?, wrapped(row)?);
                let after = self.master.rewrap(subject, &before).await?;
                let query = sqlx::query(
                    "UPDATE subject_key SET master_key = $3, wrapped_key = $4
                     WHERE subject = $1 AND wrapped_key = $2",
                );
                let query = query.bind(subject).bind(before.bytes);
                let query = query.bind(after.master).bind(after.bytes);
                rewrapped += limited(query.execute(&self.pool)).await?.rows_affected();
            }
        }
    }

    async fn standing(&self, subject: Uuid) -> Result<Standing, KeysError> {
        if let Some(key) = self.kept.get(subject) {
            return Ok(Standing::There(key));
        }
        let query = sqlx::query(
            "SELECT destroyed_at IS NOT NULL, master_key, wrapped_key FROM subject_key
             WHERE subject = $1",
        );
        let row = limited(query.bind(subject).fetch_optional(&self.pool)).await?;
        let Some(row) = row else { return Ok(Standing::NeverMade) };
        if row.try_get(0)? {
            return Ok(Standing::Destroyed);
        }
        let secret = self.master.unwrap(subject, &wrapped(&row)?).await?;
        let key = Arc::new(PersonKey::new(subject, secret));
        self.kept.put(subject, Arc::clone(&key));
        Ok(Standing::There(key))
    }
}

/// The last two columns of a row.
fn wrapped(row: &PgRow) -> Result<Wrapped, KeysError> {
    Ok(Wrapped { master: row.try_get("master_key")?, bytes: row.try_get("wrapped_key")? })
}
