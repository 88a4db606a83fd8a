//! What holds of every command, whatever it does.

use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use tonic::Code;

use crate::world::World;

impl World {
    /// Carries the command out: twice at once, then once more, then its id with other content.
    pub async fn once<R: CommandRequest + 'static>(
        &self,
        dry: R,
        request: R,
        reused: R,
    ) -> CommandReceipt {
        let planned = self.done(dry).await;
        assert_eq!(planned.token, "", "{}: a dry run records nothing", R::RPC);
        assert!(!planned.events.is_empty(), "{}: a dry run tells what would be", R::RPC);
        assert!(planned.events.iter().all(|event| event.position == 0));

        let (one, other) = tokio::join!(self.send(request.clone()), self.send(request.clone()));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.events, other.events, "{}: carried out once", R::RPC);
        assert_eq!(one.token, other.token);
        assert!(!(one.repeated_request && other.repeated_request));
        let types = |receipt: &CommandReceipt| -> Vec<_> {
            receipt.events.iter().map(|event| event.event_type.clone()).collect()
        };
        assert_eq!(types(&one), types(&planned), "{}: as planned", R::RPC);

        let again = self.done(request).await;
        assert!(again.repeated_request);
        assert_eq!(again.events, one.events, "{}: the first answer", R::RPC);
        let reason = self.refused(reused).await;
        assert_eq!(reason, (Code::InvalidArgument, "REQUEST_ID_REUSED".into()), "{}", R::RPC);
        again
    }

    /// Stale or missing etags change nothing.
    pub async fn needs_its_etag<R: CommandRequest + 'static>(&self, without: R, stale: R) {
        let reason = self.refused(without).await;
        assert_eq!(reason, (Code::InvalidArgument, "ETAG_REQUIRED".into()), "{}", R::RPC);
        let reason = self.refused(stale).await;
        assert_eq!(reason, (Code::Aborted, "ETAG_MISMATCH".into()), "{}", R::RPC);
    }
}

/// The etag of a state that the resource has not reached.
pub fn other_than(etag: &str) -> String {
    let (stream, revision) = etag.trim_matches('"').rsplit_once('-').unwrap();
    format!("\"{stream}-{}\"", revision.parse::<i64>().unwrap() + 1000)
}

/// A command on a resource that exists, in every way it can be sent.
macro_rules! thoroughly {
    ($world:expr, $etag:expr, $name:ident { $($fields:tt)* }) => {{
        use contracts::membership::v1 as wire;
        use $crate::{battery::other_than, world::fresh};
        let etag: String = $etag.clone();
        let request = wire::$name {
            request_id: fresh(),
            etag: etag.clone(),
            validate_only: false,
            $($fields)*
        };
        let without =
            wire::$name { request_id: fresh(), etag: String::new(), ..request.clone() };
        let stale = wire::$name { request_id: fresh(), etag: other_than(&etag), ..request.clone() };
        $world.needs_its_etag(without, stale).await;
        let dry = wire::$name { request_id: fresh(), validate_only: true, ..request.clone() };
        let reused = wire::$name { etag: other_than(&etag), ..request.clone() };
        $world.once(dry, request, reused).await
    }};
}
pub(crate) use thoroughly;

/// A command that creates its resource, in every way it can be sent.
macro_rules! creating {
    ($world:expr, $id:ident, $name:ident { $($fields:tt)* }) => {{
        use contracts::membership::v1 as wire;
        use $crate::world::fresh;
        let request = wire::$name { request_id: fresh(), validate_only: false, $($fields)* };
        let dry = wire::$name { request_id: fresh(), validate_only: true, ..request.clone() };
        let reused = wire::$name { $id: fresh(), ..request.clone() };
        $world.once(dry, request, reused).await
    }};
}
pub(crate) use creating;
