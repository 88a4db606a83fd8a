//! Each way a command can fail, as a caller is told.

use std::time::Duration;

use chassis::grpc;
use ledger::view::QueryError;
use ledger::{CommandError, Reject, RejectionKind, StreamName};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::world::{DOMAIN, metadata, reason, retry_delay, violations};

#[derive(Debug, thiserror::Error)]
#[error("the sum is too large")]
struct TooLarge(RejectionKind);

impl Reject for TooLarge {
    fn kind(&self) -> RejectionKind {
        self.0
    }
    fn reason(&self) -> &'static str {
        "SUM_TOO_LARGE"
    }
    fn field(&self) -> Option<&'static str> {
        Some("amount")
    }
    fn metadata(&self) -> Vec<(&'static str, String)> {
        vec![("state", "ACTIVE".into()), ("tally_id", "7".into())]
    }
}

fn rejected(kind: RejectionKind) -> Status {
    grpc::status(&DOMAIN, CommandError::Rejected(Box::new(TooLarge(kind))))
}

#[test]
fn a_rejection_keeps_its_reason_and_its_facts() {
    let codes = [
        (RejectionKind::Invalid, Code::InvalidArgument),
        (RejectionKind::NotFound, Code::NotFound),
        (RejectionKind::AlreadyExists, Code::AlreadyExists),
        (RejectionKind::Precondition, Code::FailedPrecondition),
        (RejectionKind::Forbidden, Code::PermissionDenied),
    ];
    for (kind, code) in codes {
        let status = rejected(kind);
        assert_eq!((status.code(), status.message()), (code, "the sum is too large"));
        assert_eq!(reason(&status), "SUM_TOO_LARGE");
        assert_eq!(metadata(&status, "state"), "ACTIVE");
        let details = status.get_error_details();
        assert_eq!(details.localized_message().unwrap().message, "Tổng vượt quá mức cho phép.");
    }
}

#[test]
fn a_rejection_tells_the_field_the_resource_or_the_precondition() {
    let invalid = rejected(RejectionKind::Invalid);
    assert_eq!(violations(&invalid), [("amount".to_owned(), "SUM_TOO_LARGE".to_owned())]);
    let details = rejected(RejectionKind::NotFound).get_error_details();
    let resource = details.resource_info().unwrap();
    assert_eq!((&*resource.resource_type, &*resource.resource_name), ("tally", "7"));
    let details = rejected(RejectionKind::Precondition).get_error_details();
    let failure = &details.precondition_failure().unwrap().violations[0];
    assert_eq!((&*failure.r#type, &*failure.subject), ("SUM_TOO_LARGE", "7"));
}

#[test]
fn every_other_failure_has_its_code_and_reason() {
    let stream = || StreamName::new("tally", 7);
    let corrupt = serde_json::from_str::<i32>("Nguyễn").unwrap_err();
    let cases = [
        (
            CommandError::StaleRevision {
                stream: stream(),
                expected: 2,
                current: 3,
                last_change: None,
            },
            Code::Aborted,
            "ETAG_MISMATCH",
            false,
        ),
        (
            CommandError::Contended { stream: stream(), attempts: 16 },
            Code::Aborted,
            "CONTENDED",
            true,
        ),
        (
            CommandError::RequestReused {
                request_id: Uuid::from_u128(7),
                stream: stream(),
                before: 2,
                after: 3,
            },
            Code::InvalidArgument,
            "REQUEST_ID_REUSED",
            false,
        ),
        (
            CommandError::TooLarge { bytes: 9, limit: 8 },
            Code::InvalidArgument,
            "EVENT_TOO_LARGE",
            false,
        ),
        (CommandError::Overloaded, Code::ResourceExhausted, "OVERLOADED", true),
        (CommandError::TimedOut, Code::Unavailable, "LEDGER_TIMED_OUT", true),
        (
            CommandError::Unavailable("password=hunter2".into()),
            Code::Unavailable,
            "LEDGER_UNAVAILABLE",
            true,
        ),
        (
            CommandError::Corrupt { stream: stream(), revision: 3, source: corrupt },
            Code::Internal,
            "INTERNAL",
            false,
        ),
    ];
    for (error, code, expected, retry) in cases {
        let status = grpc::status(&DOMAIN, error);
        assert_eq!((status.code(), reason(&status).as_str()), (code, expected));
        let delay = retry_delay(&status).filter(|delay| *delay > Duration::ZERO);
        assert_eq!(delay.is_some(), retry, "{expected}");
        let told = format!("{:?}", status.get_error_details()) + status.message();
        assert!(!told.contains("hunter2") && !told.contains("Nguyễn"), "{told}");
    }
}

#[test]
fn a_stale_etag_is_answered_with_the_current_one() {
    let stream = StreamName::new("tally", 7);
    let error = CommandError::StaleRevision {
        stream: stream.clone(),
        expected: 2,
        current: 3,
        last_change: None,
    };
    let status = grpc::status(&DOMAIN, error);
    assert_eq!(metadata(&status, "current_etag"), grpc::etag(&stream, 3));
    assert_eq!(metadata(&status, "current_etag"), "\"tally-7-3\"");
}

#[test]
fn a_reused_request_id_is_answered_with_what_it_did() {
    let stream = StreamName::new("tally", 7);
    let request_id = Uuid::from_u128(7);
    let error = CommandError::RequestReused { request_id, stream, before: 2, after: 4 };
    let status = grpc::status(&DOMAIN, error);
    assert_eq!(metadata(&status, "etag_before"), "\"tally-7-2\"");
    assert_eq!(metadata(&status, "etag_after"), "\"tally-7-4\"");
}

#[test]
fn every_failure_of_a_query_has_its_code_and_reason() {
    let lagging =
        || QueryError::Lagging { source_name: "membership".into(), wanted: 9, reached: 7 };
    let cases = [
        (lagging(), Code::Unavailable, "PROJECTION_LAGGING"),
        (QueryError::Building, Code::Unavailable, "VIEW_BUILDING"),
        (QueryError::TimedOut, Code::Unavailable, "VIEW_TIMED_OUT"),
        (QueryError::Read(sqlx::Error::PoolTimedOut), Code::Unavailable, "VIEW_UNAVAILABLE"),
        (QueryError::Read(sqlx::Error::RowNotFound), Code::Internal, "INTERNAL"),
    ];
    for (error, code, expected) in cases {
        let status = grpc::query_status(&DOMAIN, error);
        assert_eq!((status.code(), reason(&status).as_str()), (code, expected));
        assert_eq!(retry_delay(&status).is_some(), code == Code::Unavailable, "{expected}");
    }
    let status = grpc::query_status(&DOMAIN, lagging());
    assert_eq!(metadata(&status, "context"), "membership");
    assert_eq!(metadata(&status, "lag_events"), "2");
}

#[tokio::test]
async fn a_faulty_query_is_told_from_a_faulty_database() {
    let database = servers::test::database().await;
    let pool =
        chassis::database::pool(database.url().parse().unwrap(), chassis::database::Rights::Any);
    let failed = async |query: &'static str| {
        let error = sqlx::query(query).execute(&pool).await.unwrap_err();
        reason(&grpc::query_status(&DOMAIN, error.into()))
    };
    assert_eq!(failed("SELECT missing FROM nowhere").await, "INTERNAL");
    assert_eq!(failed("SELECT 1 / 0").await, "INTERNAL");
    let stopped =
        "DO $$ BEGIN RAISE EXCEPTION 'cancelled' USING ERRCODE = 'query_canceled'; END $$";
    assert_eq!(failed(stopped).await, "VIEW_UNAVAILABLE");
}

#[test]
fn a_query_for_nothing_names_what_it_asked_for() {
    let status = DOMAIN.no_such("unit", Uuid::from_u128(7));
    assert_eq!((status.code(), reason(&status).as_str()), (Code::NotFound, "NO_SUCH_RESOURCE"));
    let details = status.get_error_details();
    assert_eq!(details.resource_info().unwrap().resource_type, "unit");
}
