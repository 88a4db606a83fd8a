//! A service that does what its `plan_id` says: answers, waits, panics, answers too much.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::grpc::Services;
use contracts::projection::v1::progress_service_server::{ProgressService, ProgressServiceServer};
use contracts::projection::v1::{
    ExplainRequest, ExplainResponse, GetProgressRequest, GetProgressResponse, GetWatermarksRequest,
    GetWatermarksResponse, Plan, WatchRequest, WatchResponse,
};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

#[derive(Clone)]
pub struct Probe {
    /// Calls that have reached the handler and wait there.
    pub waiting: Arc<Semaphore>,
    /// Lets one waiting call go for each permit.
    pub release: Arc<Semaphore>,
}

impl Default for Probe {
    fn default() -> Self {
        Self { waiting: Arc::new(Semaphore::new(0)), release: Arc::new(Semaphore::new(0)) }
    }
}

impl Probe {
    pub fn services(&self) -> Services {
        Services::default().with(ProgressServiceServer::new(self.clone()))
    }

    /// Waits until so many calls wait in the handler.
    pub async fn reached_by(&self, calls: u32) {
        self.waiting.acquire_many(calls).await.unwrap().forget();
    }
}

pub fn asking(plan_id: &str) -> GetProgressRequest {
    GetProgressRequest { plan_id: plan_id.to_owned(), ..GetProgressRequest::default() }
}

pub fn watching(plan_id: &str) -> WatchRequest {
    WatchRequest { plan_id: plan_id.to_owned(), ..WatchRequest::default() }
}

#[tonic::async_trait]
impl ProgressService for Probe {
    async fn get_progress(
        &self,
        request: Request<GetProgressRequest>,
    ) -> Result<Response<GetProgressResponse>, Status> {
        let (caller, request) = Caller::split(request)?;
        let title = match request.plan_id.as_str() {
            "who" => format!("{} {} {}", caller.person, caller.unit, caller.capacity),
            "deadline" => (caller.deadline - tokio::time::Instant::now()).as_millis().to_string(),
            "trace" => caller.traceparent.unwrap_or_default(),
            "wait" => {
                self.waiting.add_permits(1);
                self.release.acquire().await.unwrap().forget();
                "waited".to_owned()
            }
            "panic" => panic!("Nguyễn Văn A"),
            "large" => "x".repeat(5 << 20),
            other => other.to_owned(),
        };
        let plan = Plan { title, ..Plan::default() };
        Ok(Response::new(GetProgressResponse { plan: Some(plan), ..Default::default() }))
    }

    async fn explain(
        &self,
        _: Request<ExplainRequest>,
    ) -> Result<Response<ExplainResponse>, Status> {
        Ok(Response::new(ExplainResponse::default()))
    }

    type WatchStream = BoxStream<'static, Result<WatchResponse, Status>>;

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (_, request) = Caller::split(request)?;
        let first = stream::iter([Ok(WatchResponse::default())]);
        let then: BoxStream<_> = match request.plan_id.as_str() {
            "panic" => stream::poll_fn(|_| panic!("Nguyễn Văn A")).boxed(),
            _ => stream::pending().boxed(),
        };
        Ok(Response::new(first.chain(then).boxed()))
    }

    async fn get_watermarks(
        &self,
        _: Request<GetWatermarksRequest>,
    ) -> Result<Response<GetWatermarksResponse>, Status> {
        Ok(Response::new(GetWatermarksResponse::default()))
    }
}
