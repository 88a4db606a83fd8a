//! `hoitu.projection.v1`: a question about progress in, its exact answer out.

mod answers;
mod coordinates;
mod explanation;
mod labels;
mod matrix;
mod moment;
mod resume_token;
mod views;
mod watch;

use std::sync::Arc;

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields;
use chassis::grpc::{Domain, query_status, timestamp};
use chrono::Months;
use contracts::ledger::v1::SourceWatermark;
use contracts::projection::v1::progress_service_server::{self, ProgressServiceServer};
use contracts::projection::v1::view_service_server::ViewServiceServer;
use contracts::projection::v1::{
    ExplainRequest, ExplainResponse, GetMatrixRequest, GetMatrixResponse, GetProgressRequest,
    GetProgressResponse, GetWatermarksRequest, GetWatermarksResponse, SourceLag, WatchRequest,
    WatchResponse,
};
use futures::stream::BoxStream;
use ledger::view::{Following, Lag, Watermark};
use rights::Rights;
use tonic::{Request, Response, Status};

use crate::known::{Knowledge, Known};
use crate::views::provincial_progress::ProvincialProgress;
use coordinates::{Asked, Coordinates};
use moment::Moment;
use views::Views;

/// Whose refusals they are.
pub const DOMAIN: Domain = Domain {
    context: "projection",
    sentences: &[
        ("GENERATION_BEHIND", "Bản dựng lại chưa theo kịp bản đang dùng. Hãy thử lại sau."),
        ("GENERATION_UNFIT", "Không có bản dựng này, hoặc bản này đang được dùng."),
        ("RESUME_TOKEN_TOO_OLD", "Không tiếp tục được từ mốc này. Hãy theo dõi lại từ đầu."),
        ("STILL_FAILING", "Sự kiện vẫn chưa áp dụng được."),
        ("WATCH_TOO_SLOW", "Bên nhận không theo kịp. Hãy tiếp tục từ mốc nhận cuối cùng."),
    ],
};

const LONGEST_CODE: usize = 32;
const LONGEST_IDENTIFIER: usize = 64;

/// Answers questions about progress.
#[derive(Clone)]
pub struct Progress {
    following: Arc<Following<ProvincialProgress>>,
    knowledge: Knowledge,
    clock: Clock,
    stale_after: Months,
    access: Access,
    rights: Rights,
}

impl Progress {
    #[must_use]
    pub fn new(
        following: Arc<Following<ProvincialProgress>>,
        knowledge: Knowledge,
        clock: Clock,
        stale_after: Months,
        (rights, access): (Rights, Access),
    ) -> Self {
        Self { following, knowledge, clock, stale_after, access, rights }
    }

    #[must_use]
    pub fn server(self) -> ProgressServiceServer<Self> {
        ProgressServiceServer::new(self)
    }

    async fn known(&self, caller: &Caller, asked: &Coordinates) -> Result<Known, Status> {
        moment::known(&self.knowledge, caller.deadline, asked).await
    }

    fn moment<'k>(&self, known: &'k Known, asked: &Coordinates) -> Result<Moment<'k>, Status> {
        Moment::new(known, asked.clone(), self.stale_after)
    }
}

/// What operators do with the read model.
#[must_use]
pub fn view_server(pool: sqlx::PgPool, access: Access) -> ViewServiceServer<Views> {
    ViewServiceServer::new(Views::new(pool, access))
}

#[tonic::async_trait]
impl progress_service_server::ProgressService for Progress {
    async fn get_progress(
        &self,
        request: Request<GetProgressRequest>,
    ) -> Result<Response<GetProgressResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let asked = fields::read(&DOMAIN, |fields| {
            Coordinates::read(fields, &self.clock, &Asked::of_progress(&request))
        })?;

        let known = self.known(&caller, &asked).await?;
        let answer = self.moment(&known, &asked)?.progress()?;

        Ok(Response::new(answer))
    }

    async fn explain(
        &self,
        request: Request<ExplainRequest>,
    ) -> Result<Response<ExplainResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (asked, code, identifier) = fields::read(&DOMAIN, |fields| {
            let asked = Coordinates::read(fields, &self.clock, &Asked::of_explanation(&request));
            let code = fields.text("indicator_code", &request.indicator_code, LONGEST_CODE);
            let identifier =
                fields.optional_text("identifier", &request.identifier, LONGEST_IDENTIFIER);
            Some((asked?, code?, identifier?))
        })?;

        let known = self.known(&caller, &asked).await?;
        let answer = self.moment(&known, &asked)?.explanation(&code, identifier.as_deref())?;

        Ok(Response::new(answer))
    }

    async fn get_matrix(
        &self,
        request: Request<GetMatrixRequest>,
    ) -> Result<Response<GetMatrixResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (asked, units, page) = fields::read(&DOMAIN, |fields| {
            let asked = Coordinates::read(fields, &self.clock, &Asked::of_matrix(&request));
            let units = coordinates::units(fields, &request.unit_ids);
            let page = fields.page(&request);
            Some((asked?, units?, page?))
        })?;

        let known = self.known(&caller, &asked).await?;
        let answer = self.moment(&known, &asked)?.matrix(&units, &page)?;

        Ok(Response::new(answer))
    }

    type WatchStream = BoxStream<'static, Result<WatchResponse, Status>>;

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (asked, from) = fields::read(&DOMAIN, |fields| {
            let asked = Coordinates::read(fields, &self.clock, &Asked::of_watch(&request));
            let from = resume_token::read(fields, &caller, &request);
            Some((asked?, from?))
        })?;

        let stream = watch::start(self.clone(), (caller, request), asked, from).await?;

        Ok(Response::new(stream))
    }

    async fn get_watermarks(
        &self,
        request: Request<GetWatermarksRequest>,
    ) -> Result<Response<GetWatermarksResponse>, Status> {
        let (caller, GetWatermarksRequest {}) = self.access.admit(request).await?;

        let deadline = moment::before(caller.deadline);
        let known = self.knowledge.now(&[], deadline).await;
        let known = known.map_err(|error| query_status(&DOMAIN, error))?;
        let lags = self.following.lag().await.map_err(|error| views::refused(&error))?;

        let sources = lags.iter().map(|lag| source_lag(lag, &known.mark.watermarks));
        Ok(Response::new(GetWatermarksResponse {
            sources: sources.collect(),
            projection_version: known.mark.projection,
            parked_streams: known.mark.parked_streams,
        }))
    }
}

fn source_lag(lag: &Lag, watermarks: &[Watermark]) -> SourceLag {
    let watermark = watermarks.iter().find(|mark| mark.source == lag.source);
    let position = watermark.map_or(0, |mark| mark.position);
    SourceLag {
        watermark: watermark.map(source_watermark),
        head_position: lag.events.map_or(0, |events| position + events),
        lag_events: lag.events.unwrap_or(0),
        lag_seconds: lag.waiting_for.num_seconds(),
        reachable: lag.events.is_some(),
    }
}

fn source_watermark(mark: &Watermark) -> SourceWatermark {
    SourceWatermark {
        context: mark.source.clone(),
        position: mark.position,
        recorded_at: mark.recorded_at.map(timestamp),
        chain: mark.chain.to_string(),
    }
}
