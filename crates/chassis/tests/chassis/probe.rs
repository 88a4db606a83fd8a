//! A service that does what its `plan_id` says: answers, waits, panics, answers too much. Whom it admits
//! is in their name.

use std::sync::Arc;

use chassis::access::{Access, Decision, Judge};
use chassis::caller::Caller;
use chassis::grpc::Services;
use contracts::Rpc;
use contracts::access::v1::Kind;
use contracts::projection::v1::progress_service_server::{ProgressService, ProgressServiceServer};
use contracts::projection::v1::{
    ExplainRequest, ExplainResponse, GetMatrixRequest, GetMatrixResponse, GetProgressRequest,
    GetProgressResponse, GetWatermarksRequest, GetWatermarksResponse, Plan, WatchRequest,
    WatchResponse,
};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

use crate::world::DOMAIN;

/// Decides by the caller's name.
struct ByName;

impl Judge for ByName {
    fn decide<'a>(
        &'a self,
        caller: &'a Caller,
        _: &'static Rpc,
        _: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>> {
        let decision = match caller.person.as_str() {
            "stranger" => Some(Decision::MayNotKnow),
            "reader" => Some(Decision::MayNot),
            "early" => None,
            _ => Some(Decision::Allowed),
        };
        Box::pin(std::future::ready(decision))
    }
}

pub fn by_name() -> Access {
    Access::new(DOMAIN, ByName)
}

#[derive(Clone)]
pub struct Probe {
    access: Access,
    /// Calls that have reached the handler and wait there.
    pub waiting: Arc<Semaphore>,
    /// Lets one waiting call go for each permit.
    pub release: Arc<Semaphore>,
}

impl Default for Probe {
    fn default() -> Self {
        let (waiting, release) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        Self { access: by_name(), waiting, release }
    }
}

impl Probe {
    pub fn services(&self) -> Services {
        Services::new(by_name()).with(ProgressServiceServer::new(self.clone()))
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
        let (caller, request) = self.access.admit(request).await?;
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

    /// Forgets to ask whether it may.
    async fn explain(
        &self,
        request: Request<ExplainRequest>,
    ) -> Result<Response<ExplainResponse>, Status> {
        match request.into_inner().plan_id.as_str() {
            "missing" => Err(DOMAIN.no_such("plan", "missing")),
            _ => Ok(Response::new(ExplainResponse::default())),
        }
    }

    async fn get_matrix(
        &self,
        request: Request<GetMatrixRequest>,
    ) -> Result<Response<GetMatrixResponse>, Status> {
        self.access.admit(request).await?;
        Ok(Response::new(GetMatrixResponse::default()))
    }

    type WatchStream = BoxStream<'static, Result<WatchResponse, Status>>;

    async fn watch(
        &self,
        request: Request<WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let first = stream::iter([Ok(WatchResponse::default())]);
        let then: BoxStream<_> = match request.plan_id.as_str() {
            "panic" => stream::poll_fn(|_| panic!("Nguyễn Văn A")).boxed(),
            _ => stream::pending().boxed(),
        };
        Ok(Response::new(first.chain(then).boxed()))
    }

    async fn get_watermarks(
        &self,
        request: Request<GetWatermarksRequest>,
    ) -> Result<Response<GetWatermarksResponse>, Status> {
        self.access.admit(request).await?;
        Ok(Response::new(GetWatermarksResponse::default()))
    }
}
