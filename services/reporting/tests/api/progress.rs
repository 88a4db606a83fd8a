//! The projection as its contract lets it be: it knows who asks, and says how far a unit is. It counts
//! nothing; what it says, the test says.

use std::convert::Infallible;

use chassis::access::{Access, Decision, Judge};
use chassis::caller::{Caller, Kind as CallerKind};
use chassis::grpc::{Domain, Services};
use contracts::Rpc;
use contracts::access::v1::Kind;
use contracts::ledger::v1::{ReadInfo, SourceWatermark};
use contracts::projection::v1 as wire;
use futures::future::BoxFuture;
use futures::stream::Empty;
use neighbours::{Ground, Served};
use tokio::sync::watch;
use tonic::{Request, Response, Status};
use wire::progress_service_server::{ProgressService, ProgressServiceServer};

const PROJECTION: Domain = Domain { context: "projection", sentences: &[] };

/// A running projection.
pub struct Figures {
    pub served: Served,
    /// How many members are counted.
    pub members: watch::Sender<i64>,
    /// Who has asked last, and for what.
    asked: watch::Receiver<Option<(String, wire::GetProgressRequest)>>,
}

impl Figures {
    pub async fn start(ground: &Ground) -> Self {
        let (members, counted) = watch::channel(120);
        let (asking, asked) = watch::channel(None);
        let served = ground.serve(PROJECTION, move |_| async move {
            let access = Access::new(PROJECTION, Persons);
            let says = Says { access: access.clone(), counted, asking };
            Ok::<_, Infallible>(Services::new(access).with(ProgressServiceServer::new(says)))
        });
        Self { served: served.await, members, asked }
    }

    pub fn asked(&self) -> (String, wire::GetProgressRequest) {
        self.asked.borrow().clone().unwrap()
    }
}

/// Persons may ask.
struct Persons;

impl Judge for Persons {
    fn decide<'a>(
        &'a self,
        caller: &'a Caller,
        _: &'static Rpc,
        _: &'a [(Kind, &'a str)],
    ) -> BoxFuture<'a, Option<Decision>> {
        let is_person = caller.kind == CallerKind::Person;
        let decision = if is_person { Decision::Allowed } else { Decision::MayNot };
        Box::pin(async move { Some(decision) })
    }
}

struct Says {
    access: Access,
    counted: watch::Receiver<i64>,
    asking: watch::Sender<Option<(String, wire::GetProgressRequest)>>,
}

fn figure(identifier: &str, value: Option<i64>, absence: wire::Absence) -> wire::Figure {
    let value =
        value.map(|count| wire::Value { number: Some(wire::value::Number::Integer(count)) });
    wire::Figure {
        indicator_code: "II.4.b/3".into(),
        identifier: identifier.into(),
        title: "Số liệu mẫu".into(),
        formula_version: 2,
        unit_of_measure: "hội viên".into(),
        value,
        absence: absence.into(),
        ..wire::Figure::default()
    }
}

#[tonic::async_trait]
impl ProgressService for Says {
    async fn get_progress(
        &self,
        request: Request<wire::GetProgressRequest>,
    ) -> Result<Response<wire::GetProgressResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.asking.send_replace(Some((caller.person.clone(), request)));
        let members = Some(*self.counted.borrow());
        let counted = wire::ItemProgress {
            code: "II.4.b".into(),
            state: wire::ItemState::InProgress.into(),
            figures: vec![
                figure("members_declared", members, wire::Absence::Unspecified),
                figure("sessions", None, wire::Absence::NoFacts),
                figure("awards", None, wire::Absence::NotFed),
            ],
            ..wire::ItemProgress::default()
        };
        let not_its_own = wire::ItemProgress {
            code: "I.1".into(),
            state: wire::ItemState::NotApplicable.into(),
            figures: vec![figure("of_others", None, wire::Absence::NoFacts)],
            ..wire::ItemProgress::default()
        };
        let watermark =
            SourceWatermark { context: "membership".into(), position: 7, ..Default::default() };
        let read_info = ReadInfo {
            watermarks: vec![watermark],
            projection_version: "provincial_progress/v1/g1".into(),
            ..ReadInfo::default()
        };
        Ok(Response::new(wire::GetProgressResponse {
            items: vec![not_its_own, counted],
            read_info: Some(read_info),
            ..wire::GetProgressResponse::default()
        }))
    }

    async fn explain(
        &self,
        _: Request<wire::ExplainRequest>,
    ) -> Result<Response<wire::ExplainResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    async fn get_matrix(
        &self,
        _: Request<wire::GetMatrixRequest>,
    ) -> Result<Response<wire::GetMatrixResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    type WatchStream = Empty<Result<wire::WatchResponse, Status>>;

    async fn watch(
        &self,
        _: Request<wire::WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    async fn get_watermarks(
        &self,
        _: Request<wire::GetWatermarksRequest>,
    ) -> Result<Response<wire::GetWatermarksResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }
}
