//! What each user of NATS may do, and what it may not: each is tried on a server with the settings of
//! `infra/nats/server.conf`, as in the cluster.

use std::convert::Infallible;
use std::time::Duration;

use async_nats::jetstream::{self, stream};
use async_nats::{Client, ConnectOptions, Event};
use ledger::Ledger;
use ledger::relay::{RelayState, stream_name};
use servers::test::TestDatabase;
use servers::{Nats, NatsOptions, NatsUsers};
use tokio::sync::mpsc;

use crate::carrier::{PATIENCE, assert_stream_is_ledger, eventually, open_as, record_many, relay};
use crate::items::{Items, assert_is_fold, remote, start};

struct Carrier {
    nats: Nats,
    users: NatsUsers,
}

impl Carrier {
    async fn start() -> Self {
        let Ok(users) = NatsUsers::from(|_| Ok::<_, Infallible>(NatsUsers::new_seed()));
        let options = NatsOptions { users: Some(users.clone()), ..NatsOptions::default() };
        Self { nats: Nats::start(options).await.unwrap(), users }
    }

    /// As the chassis connects.
    fn options(&self, user: &str) -> ConnectOptions {
        ConnectOptions::with_nkey(self.users.seed(user).to_owned())
            .custom_inbox_prefix(format!("_INBOX_{user}"))
            .ping_interval(Duration::from_secs(1))
            .request_timeout(Some(Duration::from_secs(1)))
            .reconnect_delay_callback(|_| Duration::from_millis(50))
    }

    async fn client(&self, user: &str) -> Client {
        self.options(user).connect(self.nats.url()).await.unwrap()
    }

    /// With what the server objects to.
    async fn watched(&self, user: &str) -> (Client, mpsc::UnboundedReceiver<String>) {
        let (sender, objections) = mpsc::unbounded_channel();
        let options = self.options(user).event_callback(move |event| {
            if let Event::ServerError(error) = event {
                let _ = sender.send(error.to_string());
            }
            std::future::ready(())
        });
        (options.connect(self.nats.url()).await.unwrap(), objections)
    }
}

async fn membership() -> (TestDatabase, Ledger) {
    let database = servers::test::database().await;
    let ledger = open_as("membership", &database.url()).await;
    record_many(&ledger, 1, 60).await;
    (database, ledger)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_context_is_relayed_and_followed_by_users_of_their_own_also_after_a_loss() {
    let mut carrier = Carrier::start().await;
    let (_database, ledger) = membership().await;
    let relay = relay(&ledger, &carrier.client("membership").await);
    let elsewhere = servers::test::database().await;
    let pool = open_as("projection", &elsewhere.url()).await.pool().clone();
    let (follower, mut objections) = carrier.watched("projection").await;
    let view = start::<Items>(&pool, &[remote(&ledger, &follower)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;
    let break_glass = carrier.client("break_glass").await;
    assert_stream_is_ledger(&break_glass, &ledger).await;

    let jetstream = jetstream::new(break_glass.clone());
    jetstream.delete_stream(stream_name("membership")).await.unwrap();
    record_many(&ledger, 2, 60).await;
    assert_stream_is_ledger(&break_glass, &ledger).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;

    carrier.nats.kill();
    carrier.nats.wipe_store().unwrap();
    carrier.nats.start_again().await.unwrap();
    record_many(&ledger, 3, 60).await;
    assert_stream_is_ledger(&break_glass, &ledger).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert!(matches!(*relay.state().borrow(), RelayState::Relaying { .. }));
    drop(view);
    // A follower that is refused reads the history instead: the figures would be right all the same.
    assert_eq!(objections.try_recv(), Err(mpsc::error::TryRecvError::Empty));
}

/// Subjects that `user` may publish to if any user may; the first one it may.
async fn may_only_publish_the_first(carrier: &Carrier, user: &str, subjects: &[&str]) {
    let (client, mut objections) = carrier.watched(user).await;
    for subject in subjects {
        client.publish((*subject).to_owned(), "".into()).await.unwrap();
    }
    client.flush().await.unwrap();
    for subject in &subjects[1..] {
        let objection = tokio::time::timeout(PATIENCE, objections.recv()).await;
        let objection = objection.unwrap_or_else(|_| panic!("{user} may publish {subject}"));
        let objection = objection.unwrap().to_lowercase();
        let expected = format!("publish to \"{subject}\"").to_lowercase();
        assert!(objection.contains(&expected), "{user} may publish {subject}? {objection}");
    }
    assert!(objections.try_recv().is_err());
}

#[tokio::test]
async fn an_owner_makes_its_stream_and_does_nothing_else_to_it_or_to_others() {
    let carrier = Carrier::start().await;
    let subjects = [
        "hoitu.membership.v1.UnitFounded",
        "hoitu.reporting.v1.PlanIssued",
        "hoitu.projection.v1.Anything",
        "hoitu.membership.v2.UnitFounded",
        "elsewhere",
        "_INBOX_projection.1",
        "_INBOX_reporting.1",
        "$JS.API.STREAM.DELETE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.PURGE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.UPDATE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.MSG.DELETE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.SNAPSHOT.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.RESTORE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.CREATE.HOITU_REPORTING",
        "$JS.API.STREAM.CREATE.MINE",
        "$JS.API.STREAM.INFO.HOITU_REPORTING",
        "$JS.API.STREAM.MSG.GET.HOITU_REPORTING",
        "$JS.API.STREAM.DELETE.HOITU_REPORTING",
        "$JS.API.DIRECT.GET.HOITU_REPORTING",
        "$JS.API.CONSUMER.CREATE.HOITU_REPORTING",
        "$JS.API.CONSUMER.CREATE.HOITU_REPORTING.mine",
        "$JS.API.CONSUMER.DURABLE.CREATE.HOITU_REPORTING.mine",
        "$JS.API.CONSUMER.CREATE.HOITU_MEMBERSHIP",
        "$JS.API.CONSUMER.MSG.NEXT.HOITU_MEMBERSHIP.mine",
        "$JS.API.STREAM.LIST",
        "$JS.API.STREAM.NAMES",
        "$JS.API.INFO",
        "$JS.API.ACCOUNT.PURGE.HOITU",
        "$JS.API.META.LEADER.STEPDOWN",
        "$JS.ACK.HOITU_MEMBERSHIP.mine.1.1.1.1.0",
        "$SYS.REQ.SERVER.PING",
    ];
    may_only_publish_the_first(&carrier, "membership", &subjects).await;
    let subjects = [
        "hoitu.reporting.v1.PlanIssued",
        "hoitu.membership.v1.UnitFounded",
        "$JS.API.STREAM.DELETE.HOITU_REPORTING",
        "$JS.API.STREAM.CREATE.HOITU_MEMBERSHIP",
        "$JS.API.CONSUMER.DURABLE.CREATE.HOITU_MEMBERSHIP.mine",
        "$JS.API.STREAM.MSG.GET.HOITU_MEMBERSHIP",
        "$JS.API.CONSUMER.CREATE.HOITU_PROJECTION.mine",
    ];
    may_only_publish_the_first(&carrier, "reporting", &subjects).await;
    for (user, other) in [("awards", "consultancy"), ("consultancy", "awards")] {
        let (own, theirs) = (user.to_uppercase(), other.to_uppercase());
        let subjects = [
            format!("hoitu.{user}.v1.EvidenceStored"),
            format!("hoitu.{other}.v1.EvidenceStored"),
            format!("$JS.API.STREAM.DELETE.HOITU_{own}"),
            format!("$JS.API.STREAM.CREATE.HOITU_{theirs}"),
            format!("$JS.API.CONSUMER.CREATE.HOITU_{theirs}.mine"),
            "$JS.API.CONSUMER.DURABLE.CREATE.HOITU_MEMBERSHIP.mine".to_owned(),
            "$JS.API.STREAM.MSG.GET.HOITU_MEMBERSHIP".to_owned(),
        ];
        let subjects = subjects.each_ref().map(String::as_str);
        may_only_publish_the_first(&carrier, user, &subjects).await;
    }
}

#[tokio::test]
async fn a_follower_reads_what_it_follows_and_changes_nothing_there() {
    let carrier = Carrier::start().await;
    let subjects = [
        "hoitu.projection.v1.Anything",
        "hoitu.membership.v1.UnitFounded",
        "hoitu.reporting.v1.PlanIssued",
        "_INBOX_membership.1",
        "$JS.API.STREAM.CREATE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.UPDATE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.DELETE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.PURGE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.MSG.DELETE.HOITU_MEMBERSHIP",
        "$JS.API.STREAM.MSG.GET.HOITU_MEMBERSHIP",
        "$JS.API.CONSUMER.CREATE.HOITU_MEMBERSHIP.mine.hoitu.membership.v1.UnitFounded",
        "$JS.API.CONSUMER.DURABLE.CREATE.HOITU_MEMBERSHIP.mine",
        "$JS.API.CONSUMER.PAUSE.HOITU_MEMBERSHIP.mine",
        "$JS.API.CONSUMER.LIST.HOITU_MEMBERSHIP",
        "$JS.API.CONSUMER.CREATE.HOITU_PROJECTION.mine",
        "$JS.API.STREAM.DELETE.HOITU_PROJECTION",
    ];
    may_only_publish_the_first(&carrier, "projection", &subjects).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_is_refused_reads_from_the_owner_and_that_is_seen() {
    let carrier = Carrier::start().await;
    let (_database, ledger) = membership().await;
    let _relay = relay(&ledger, &carrier.client("membership").await);
    let elsewhere = servers::test::database().await;
    let pool = open_as("projection", &elsewhere.url()).await.pool().clone();
    // Who owns a stream may not follow it: as if the rights of a follower had been forgotten.
    let refused = start::<Items>(&pool, &[remote(&ledger, &carrier.client("membership").await)]);
    assert_is_fold(&refused.reader(), &[&ledger]).await;
    let without = || {
        let status = refused.statuses().pop();
        async move { status.and_then(|it| it.without_stream_for()) }
    };
    let first = eventually("the stream is missed", without).await;
    let longer = || async { without().await.filter(|now| *now > first) };
    eventually("it goes on being missed", longer).await;
    assert!(refused.statuses().iter().all(ledger::view::Status::is_reachable), "the ledger is not");
    refused.shutdown().await;

    let follower = carrier.client("projection").await;
    let allowed = start::<Items>(&pool, &[remote(&ledger, &follower)]);
    record_many(&ledger, 2, 10).await;
    assert_is_fold(&allowed.reader(), &[&ledger]).await;
    assert!(allowed.statuses().iter().all(|it| it.without_stream_for().is_none()));
}

#[tokio::test]
async fn nobody_listens_where_it_is_not_spoken_to() {
    let carrier = Carrier::start().await;
    for (user, other) in [("membership", "projection"), ("projection", "membership")] {
        let (client, mut objections) = carrier.watched(user).await;
        let others = format!("_INBOX_{other}.>");
        let own = format!("_INBOX_{user}.>");
        let _own = client.subscribe(own).await.unwrap();
        client.flush().await.unwrap();
        assert!(objections.try_recv().is_err());
        let events = "hoitu.membership.v1.>";
        for subject in [&others, "_INBOX.>", "_INBOX_*.>", ">", "hoitu.>", events, "$JS.API.>"] {
            let _subscriber = client.subscribe(subject.to_owned()).await.unwrap();
            client.flush().await.unwrap();
            let objection =
                tokio::time::timeout(PATIENCE, objections.recv()).await.unwrap().unwrap();
            let expected = format!("subscription to \"{subject}\"").to_lowercase();
            assert!(objection.to_lowercase().contains(&expected), "{user} {subject}: {objection}");
        }
    }
}

#[tokio::test]
async fn who_holds_no_key_of_a_user_does_not_connect() {
    let carrier = Carrier::start().await;
    let stranger = ConnectOptions::with_nkey(NatsUsers::new_seed());
    for options in [ConnectOptions::new(), stranger] {
        assert!(options.connect(carrier.nats.url()).await.is_err());
    }
    carrier.client("membership").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_even_in_need_is_a_stream_purged_or_made_to_allow_it() {
    let carrier = Carrier::start().await;
    let (_database, ledger) = membership().await;
    let _relay = relay(&ledger, &carrier.client("membership").await);
    let break_glass = carrier.client("break_glass").await;
    assert_stream_is_ledger(&break_glass, &ledger).await;
    let jetstream = jetstream::new(break_glass);
    let stream = jetstream.get_stream(stream_name("membership")).await.unwrap();
    assert!(stream.purge().await.is_err());
    assert!(stream.delete_message(1).await.is_err());
    for allowed in [
        stream::Config { deny_purge: false, ..stream.cached_info().config.clone() },
        stream::Config { deny_delete: false, ..stream.cached_info().config.clone() },
    ] {
        assert!(jetstream.update_stream(allowed).await.is_err());
    }
    let whole = || async {
        let info = jetstream.get_stream(stream_name("membership")).await.ok()?;
        (info.cached_info().state.messages == 60).then_some(())
    };
    eventually("nothing is gone", whole).await;
}
