//! No unit comes under itself, however many others stand between, and whoever asks at the same time.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use futures::future::join_all;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use wire::UnitKind;

use crate::world::{World, fresh, refusal};

/// A unit as it was last answered.
#[derive(Clone)]
struct Seen {
    id: String,
    etag: String,
}

impl World {
    /// Units that are under nobody.
    async fn departments<const N: usize>(&self, prefix: &str) -> [Seen; N] {
        let seen = (0..N).map(|number| async move {
            let code = format!("{prefix}.{number}");
            let (id, CommandReceipt { etag, .. }) = self.unit(&code, UnitKind::Department).await;
            Seen { id, etag }
        });
        join_all(seen).await.try_into().unwrap_or_else(|_| unreachable!("there are as many"))
    }

    async fn comes_under(&self, unit: &mut Seen, parent: &str, on: &str) -> Result<(), Status> {
        let request = wire::ReparentUnitRequest {
            unit_id: unit.id.clone(),
            etag: unit.etag.clone(),
            request_id: fresh(),
            parent_unit_id: parent.into(),
            occurred_on: on.into(),
            ..Default::default()
        };
        unit.etag = self.send(request).await?.etag;
        Ok(())
    }

    /// Brings each unit of a ring under the next, all at once; how many were refused as a circle.
    async fn close(&self, ring: &[Seen]) -> usize {
        let next = ring.iter().cycle().skip(1);
        let asked = ring.iter().cloned().zip(next).map(|(mut unit, parent)| async move {
            self.comes_under(&mut unit, &parent.id, "2020-01-01").await
        });
        let refused = join_all(asked).await.into_iter().filter_map(Result::err);
        let reasons = refused.map(|status| refusal(&status).1);
        reasons.inspect(|reason| assert_eq!(reason, "PARENT_CYCLE")).count()
    }
}

#[tokio::test]
async fn a_circle_is_refused_with_the_chain_of_units() {
    let world = World::start().await;
    let [mut one, mut two, mut three] = world.departments("RING").await;
    world.comes_under(&mut one, &two.id, "2020-01-01").await.unwrap();
    world.comes_under(&mut two, &three.id, "2022-01-01").await.unwrap();

    let status = world.comes_under(&mut three, &one.id, "2021-01-01").await.unwrap_err();
    let (code, reason, _) = refusal(&status);
    assert_eq!((code, reason.as_str()), (Code::FailedPrecondition, "PARENT_CYCLE"));
    let details = status.get_error_details();
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(metadata["chain"], [three.id.as_str(), &one.id, &two.id].join(","));
    assert_eq!(metadata["on"], "2022-01-01");

    world.comes_under(&mut two, "", "2022-01-01").await.unwrap();
    world.comes_under(&mut three, &one.id, "2021-01-01").await.unwrap();
}

#[tokio::test]
async fn of_units_that_come_under_each_other_at_once_one_is_refused() {
    let world = World::start().await;
    for round in 0..12 {
        let pair = world.departments::<2>(&format!("PAIR{round}")).await;
        assert_eq!(world.close(&pair).await, 1, "round {round}");
        let ring = world.departments::<5>(&format!("RING{round}")).await;
        assert_eq!(world.close(&ring).await, 1, "round {round}");
    }
}
