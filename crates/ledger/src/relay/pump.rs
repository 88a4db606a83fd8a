//! The relay's inner loop: pages of the ledger, published in order with many messages in flight.

use std::collections::VecDeque;

use async_nats::HeaderMap;
use async_nats::header::NATS_EXPECTED_LAST_SEQUENCE;
use async_nats::jetstream::context::{PublishAckFuture, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use futures::never::Never;
use sqlx::PgConnection;
use tokio::sync::watch;

use super::message::{Message, to_message};
use super::stream::Target;
use super::{Health, RelayError, RelayTask};
use crate::backoff::pause;
use crate::crash::{self, Point};
use crate::recorded::{Entry, Position};
use crate::store::{self, within};

impl RelayTask {
    /// Publishes all entries after `last`, and those to come. Ends with the first publish that was not
    /// acknowledged as expected: what is in flight then is forgotten, and the stream asked anew.
    pub(super) async fn pump(
        &self,
        target: &Target,
        connection: &mut PgConnection,
        last: Position,
        health: &mut Health,
    ) -> Result<Never, RelayError> {
        let mut appended = self.ledger.appended();
        let mut flight = Flight { relay: self, target, acks: VecDeque::new() };
        let mut next = last + 1;
        let mut page = Vec::new();
        loop {
            appended.borrow_and_update();
            let read = read_page(target, connection, next, self.options.page);
            let (published, following) = tokio::join!(flight.publish(&page), read);
            published?;
            page = following?;
            match page.last() {
                Some(entry) => next = entry.position + 1,
                None => {
                    flight.land().await?;
                    health.well();
                    self.wait(&mut appended).await;
                }
            }
        }
    }

    /// Until this process appends, or it is time to look what others have appended.
    async fn wait(&self, appended: &mut watch::Receiver<Position>) {
        if let Some(Err(_)) = within(self.options.poll, appended.changed()).await {
            pause(self.options.poll).await;
        }
    }
}

/// What has been published and not yet acknowledged.
struct Flight<'a> {
    relay: &'a RelayTask,
    target: &'a Target,
    acks: VecDeque<(Position, PublishAckFuture)>,
}

impl Flight<'_> {
    async fn publish(&mut self, page: &[Entry]) -> Result<(), RelayError> {
        let context = self.relay.ledger.context();
        for entry in page {
            if self.acks.len() >= self.relay.options.window {
                self.land_one().await?;
            }
            let Message { subject, mut headers, body } = to_message(context, entry);
            fence(&mut headers, entry.position);
            let publish = PublishMessage::build().payload(body).headers(headers);
            let ack = self.target.jetstream.send_publish(subject, publish).await;
            let ack = ack.map_err(|error| RelayError::nats("publishing", error))?;
            crash::pass(Point::MessageSent);
            self.acks.push_back((entry.position, ack));
        }
        Ok(())
    }

    async fn land(&mut self) -> Result<(), RelayError> {
        while !self.acks.is_empty() {
            self.land_one().await?;
        }
        Ok(())
    }

    async fn land_one(&mut self) -> Result<(), RelayError> {
        let Some((position, ack)) = self.acks.pop_front() else { return Ok(()) };
        match ack.await {
            Ok(ack) if Position::try_from(ack.sequence) == Ok(position) => {
                crash::pass(Point::MessageAcknowledged);
                self.relay.reached(position);
                Ok(())
            }
            Ok(_) => Err(RelayError::OutOfStep { position }),
            Err(error) if error.kind() == PublishErrorKind::WrongLastSequence => {
                Err(RelayError::OutOfStep { position })
            }
            Err(error) => Err(RelayError::nats("publishing", error)),
        }
    }
}

fn fence(headers: &mut HeaderMap, position: Position) {
    headers.insert(NATS_EXPECTED_LAST_SEQUENCE, (position - 1).to_string());
}

async fn read_page(
    target: &Target,
    connection: &mut PgConnection,
    from: Position,
    limit: i64,
) -> Result<Vec<Entry>, RelayError> {
    let query = sqlx::query(include_str!("../../sql/read_published.sql")).bind(from).bind(limit);
    let rows = target.query(query.fetch_all(connection)).await?;
    rows.iter().map(|row| Ok(store::published(row)?)).collect()
}
