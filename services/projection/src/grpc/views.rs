//! `hoitu.projection.v1.ViewService`: the ledger's views, for operators.

use chassis::access::Access;
use chassis::fields::{self, Page};
use chassis::grpc::{internal, timestamp};
use contracts::projection::v1 as wire;
use contracts::projection::v1::view_service_server::ViewService;
use ledger::view::{self, CompareError, GenerationError, GenerationState, RetryError};
use ledger::{StreamName, View as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use tonic::{Code, Request, Response, Status};

use super::DOMAIN;
use crate::heard::CONTEXTS;
use crate::views::provincial_progress::ProvincialProgress;

const NAME: &str = ProvincialProgress::NAME;
const LONGEST_STREAM: usize = 200;

/// The place of a parked stream in the list: generation, context, stream.
type ParkedKey = (i32, String, String);

/// What operators do with the read model.
#[derive(Clone)]
pub struct Views {
    pool: PgPool,
    access: Access,
}

impl Views {
    pub fn new(pool: PgPool, access: Access) -> Self {
        Self { pool, access }
    }

    /// Runs to its end even if nobody waits for the answer: generations are held meanwhile.
    async fn to_the_end<T: Send + 'static>(
        work: impl Future<Output = Result<T, Status>> + Send + 'static,
    ) -> Result<T, Status> {
        tokio::spawn(work).await.unwrap_or_else(|error| Err(internal(&DOMAIN, &error)))
    }
}

#[tonic::async_trait]
impl ViewService for Views {
    async fn list_generations(
        &self,
        request: Request<wire::ListGenerationsRequest>,
    ) -> Result<Response<wire::ListGenerationsResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let page = fields::read(&DOMAIN, |fields| fields.page::<_, i32>(&request))?;

        let generations = view::generations(&self.pool, NAME).await;
        let generations = generations.map_err(|error| refused(&error))?;
        let rows = generations.into_iter().map(|it| {
            let generation = wire::Generation {
                generation: it.generation,
                version: i32::try_from(it.version).unwrap_or(i32::MAX),
                state: state(it.state).into(),
                created_at: Some(timestamp(it.created_at)),
                switched_at: it.switched_at.map(timestamp),
            };
            (it.generation, generation)
        });
        let (generations, next_page_token) = part(&page, rows);

        Ok(Response::new(wire::ListGenerationsResponse { generations, next_page_token }))
    }

    async fn list_parked_streams(
        &self,
        request: Request<wire::ListParkedStreamsRequest>,
    ) -> Result<Response<wire::ListParkedStreamsResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let page = fields::read(&DOMAIN, |fields| fields.page::<_, ParkedKey>(&request))?;

        let streams = view::parked(&self.pool, NAME).await.map_err(|error| not_retried(&error))?;
        let rows = streams.into_iter().map(|it| {
            let stream = wire::ParkedStream {
                generation: it.generation,
                context: it.source,
                stream: it.stream.to_string(),
                position: it.position,
                error: it.error,
                parked_at: Some(timestamp(it.parked_at)),
                events: it.events,
                attempts: it.attempts,
            };
            ((stream.generation, stream.context.clone(), stream.stream.clone()), stream)
        });
        let (streams, next_page_token) = part(&page, rows);

        Ok(Response::new(wire::ListParkedStreamsResponse { streams, next_page_token }))
    }

    async fn retry_parked_stream(
        &self,
        request: Request<wire::RetryParkedStreamRequest>,
    ) -> Result<Response<wire::RetryParkedStreamResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let (source, stream) = fields::read(&DOMAIN, |fields| {
            let source = source(fields, &request.context);
            let stream = fields.text("stream", &request.stream, LONGEST_STREAM);
            Some((source?, stream?))
        })?;

        let pool = self.pool.clone();
        let applied = Self::to_the_end(async move {
            let stream = StreamName::stored(stream);
            let retried = view::retry_parked::<ProvincialProgress>(&pool, source, &stream).await;
            retried.map_err(|error| not_retried(&error))
        });
        let applied = i64::try_from(applied.await?).unwrap_or(i64::MAX);

        Ok(Response::new(wire::RetryParkedStreamResponse { applied }))
    }

    async fn start_rebuild(
        &self,
        request: Request<wire::StartRebuildRequest>,
    ) -> Result<Response<wire::StartRebuildResponse>, Status> {
        self.access.admit(request).await?;

        let generations = view::generations(&self.pool, NAME).await;
        let generations = generations.map_err(|error| refused(&error))?;
        let building = generations.into_iter().find(|it| it.state == GenerationState::Building);

        let generation = match building {
            Some(building) => building.generation,
            None => view::rebuild::<ProvincialProgress>(&self.pool)
                .await
                .map_err(|error| refused(&error))?,
        };

        Ok(Response::new(wire::StartRebuildResponse { generation }))
    }

    async fn compare_rebuild(
        &self,
        request: Request<wire::CompareRebuildRequest>,
    ) -> Result<Response<wire::CompareRebuildResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let generation = generation(request.generation)?;
        let generations = view::generations(&self.pool, NAME).await;
        let generations = generations.map_err(|error| refused(&error))?;
        let of = |number| generations.iter().find(|it| it.generation == number);
        let version = of(generation).ok_or_else(|| unfit(generation))?.version;
        let mut live = generations.iter().filter(|it| it.state == GenerationState::Live);
        let live = live.find(|it| it.version == version).ok_or_else(|| unfit(generation))?;

        let (pool, both) = (self.pool.clone(), [live.generation, generation]);
        let compared = Self::to_the_end(async move {
            let compared = view::compare(&pool, NAME, both).await;
            compared.map_err(|error| match error {
                CompareError::Generation(error) => refused(&error),
                CompareError::Apart => behind(generation),
            })
        });
        let compared = compared.await?;

        let equal = compared.is_equal();
        let tables = compared.tables.into_iter().map(|it| wire::TableComparison {
            table: it.table,
            live_rows: it.rows[0],
            rows: it.rows[1],
            equal: it.equal,
        });
        let (tables, only_in_one) = (tables.collect(), compared.only_in_one);
        Ok(Response::new(wire::CompareRebuildResponse { equal, tables, only_in_one }))
    }

    async fn switch_rebuild(
        &self,
        request: Request<wire::SwitchRebuildRequest>,
    ) -> Result<Response<wire::SwitchRebuildResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let generation = generation(request.generation)?;

        let pool = self.pool.clone();
        Self::to_the_end(async move {
            let switched = view::switch(&pool, NAME, generation).await;
            switched.map_err(|error| refused(&error))
        })
        .await?;

        Ok(Response::new(wire::SwitchRebuildResponse {}))
    }

    async fn drop_generation(
        &self,
        request: Request<wire::DropGenerationRequest>,
    ) -> Result<Response<wire::DropGenerationResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let generation = generation(request.generation)?;

        let dropped = view::drop_generation(&self.pool, NAME, generation).await;
        dropped.map_err(|error| refused(&error))?;

        Ok(Response::new(wire::DropGenerationResponse {}))
    }
}

fn source(fields: &mut fields::Fields, context: &str) -> Option<&'static str> {
    let context = fields.text("context", context, LONGEST_STREAM)?;
    let known = CONTEXTS.into_iter().find(|known| *known == context);
    if known.is_none() {
        fields.fault("context", fields::Fault::UnknownValue);
    }
    known
}

fn generation(number: i32) -> Result<i32, Status> {
    let read = |fields: &mut fields::Fields| {
        fields.number("generation", number, 1..=i64::from(i32::MAX)).map(|_| number)
    };
    fields::read(&DOMAIN, read)
}

fn state(state: GenerationState) -> wire::GenerationState {
    match state {
        GenerationState::Building => wire::GenerationState::Building,
        GenerationState::Live => wire::GenerationState::Live,
        GenerationState::Retired => wire::GenerationState::Retired,
    }
}

fn unfit(generation: i32) -> Status {
    refused(&GenerationError::Unfit { generation })
}

fn behind(generation: i32) -> Status {
    refused(&GenerationError::Behind { generation })
}

/// The page of a list that is short enough to be read whole: it is in the order of its keys.
fn part<K: Ord + Serialize + DeserializeOwned, T>(
    page: &Page<K>,
    rows: impl Iterator<Item = (K, T)>,
) -> (Vec<T>, String) {
    let behind = |(key, _): &(K, T)| page.after.as_ref().is_none_or(|after| after < key);
    page.cut(rows.filter(behind).collect())
}

/// Why nothing was changed about a view's generations.
pub fn refused(error: &GenerationError) -> Status {
    let precondition = |reason: &'static str, generation: &i32| -> Status {
        let refusal = DOMAIN.refusal(Code::FailedPrecondition, reason, error.to_string());
        refusal.precondition(reason, &generation.to_string(), &error.to_string()).into()
    };
    match error {
        GenerationError::Unfit { generation } => precondition("GENERATION_UNFIT", generation),
        GenerationError::Behind { generation } => precondition("GENERATION_BEHIND", generation),
        GenerationError::Database(_) | GenerationError::TimedOut => unavailable(error),
    }
}

fn not_retried(error: &RetryError) -> Status {
    match error {
        RetryError::StillFailing { position, .. } => DOMAIN
            .refusal(Code::FailedPrecondition, "STILL_FAILING", error.to_string())
            .precondition("STILL_FAILING", &position.to_string(), &error.to_string())
            .into(),
        RetryError::Database(_) | RetryError::TimedOut | RetryError::Interrupted { .. } => {
            unavailable(error)
        }
    }
}

fn unavailable(error: &(dyn std::error::Error + 'static)) -> Status {
    tracing::error!(error = %chassis::telemetry::chain(error), "the view cannot be worked on");
    DOMAIN.refusal(Code::Unavailable, "VIEW_UNAVAILABLE", error.to_string()).into()
}
