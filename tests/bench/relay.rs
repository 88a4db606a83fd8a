//! Draining a backlog into JetStream, against publishing the same bytes with as many in flight.

use std::collections::VecDeque;
use std::future::IntoFuture as _;
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::{self, message::PublishMessage, stream};
use ledger::relay::{Relay, RelayOptions, RelayState};
use ledger::{Ledger, StreamName};

use crate::measure::{Bench, PUBLISHED, ROUNDS, Round, Unread, interleave, request, row};

const BACKLOG: usize = 50_000;
const IN_FLIGHT: usize = 1_000;

pub async fn backlog(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("relay") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    for n in 0..BACKLOG / 100 {
        let stream = StreamName::new("tally", n);
        ledger.act(request(), vec![Unread::first(stream, 100)]).await?;
    }
    let client = async_nats::connect(bench.nats.url()).await?;
    let medians =
        interleave(ROUNDS, || relay(&ledger, client.clone()), || publish(client.clone())).await?;
    let (ours, raw) = (medians.ours.per_second, medians.raw.per_second);
    row("relay draining a backlog", ours, raw, "/s", ours / raw, 0.4, 0.6);
    Ok(())
}

fn rate(since: Instant) -> Round {
    #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate")]
    let per_second = BACKLOG as f64 / since.elapsed().as_secs_f64();
    Round { per_second, p99: Duration::ZERO }
}

async fn relay(ledger: &Ledger, client: async_nats::Client) -> anyhow::Result<Round> {
    let context = jetstream::new(client.clone());
    let _ = context.delete_stream(ledger::relay::stream_name(ledger.context())).await;
    let since = Instant::now();
    let relay = Relay::start(ledger.clone(), client, RelayOptions::default());
    let end = ledger.head().await?.position;
    let mut state = relay.state();
    state.wait_for(|state| *state == RelayState::Relaying { position: end }).await?;
    let round = rate(since);
    relay.shutdown().await;
    Ok(round)
}

async fn publish(client: async_nats::Client) -> anyhow::Result<Round> {
    let context = jetstream::new(client);
    let _ = context.delete_stream("RAW").await;
    let config = stream::Config {
        name: "RAW".into(),
        subjects: vec!["raw.>".into()],
        allow_direct: true,
        ..stream::Config::default()
    };
    context.create_stream(config).await?;
    let mut headers = HeaderMap::new();
    for n in 0..11 {
        headers.insert(format!("ce-header{n}"), "0123456789012345678901234567890123456789");
    }
    let since = Instant::now();
    let mut in_flight = VecDeque::new();
    for _ in 0..BACKLOG {
        let message = PublishMessage::build().payload(PUBLISHED.into()).headers(headers.clone());
        in_flight.push_back(context.send_publish("raw.HeadcountDeclared", message).await?);
        if in_flight.len() == IN_FLIGHT
            && let Some(first) = in_flight.pop_front()
        {
            first.into_future().await?;
        }
    }
    for acknowledgement in in_flight {
        acknowledgement.into_future().await?;
    }
    Ok(rate(since))
}
