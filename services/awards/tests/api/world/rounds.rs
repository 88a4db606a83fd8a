//! For tests of rounds and of what follows them: who asks, what time it is, and what happened before.

use contracts::access::v1::Kind;
use contracts::awards::v1::GetRoundDeskRequest;
use contracts::awards::v1::follow_up_service_client::FollowUpServiceClient;
use contracts::awards::v1::round_service_client::RoundServiceClient;
use contracts::membership::v1::Role;

use super::{Client, OFFICE, SECRETARY, World, eventually, holder};

impl World {
    pub fn is_now(&self, instant: &str) {
        self.ground.hand.send(instant.parse().unwrap()).unwrap();
    }

    /// For who keeps the programmes.
    pub async fn rounds(&self) -> RoundServiceClient<Client> {
        self.rounds_of(OFFICE).await
    }

    pub async fn rounds_of(&self, person: &str) -> RoundServiceClient<Client> {
        RoundServiceClient::new(self.client(person).await)
    }

    pub async fn follow_ups(&self, person: &str) -> FollowUpServiceClient<Client> {
        FollowUpServiceClient::new(self.client(person).await)
    }

    /// For somebody who keeps the programmes of another unit.
    pub async fn rounds_of_unit(&self, unit: &str) -> RoundServiceClient<Client> {
        self.programmes_of(unit).await;
        self.rounds_of("theirs").await
    }

    /// A round has a secretary; returns when the service knows.
    pub async fn has_secretary(&self, round: &str) {
        let right = (Kind::Round, round);
        self.membership.grants(holder(SECRETARY), Role::ContestSecretary, right).await;
        let desk = GetRoundDeskRequest { round_id: round.into(), read_at: None };
        let answers = async || self.rounds_of(SECRETARY).await.get_round_desk(desk.clone()).await;
        let _ = eventually("the right is known", answers, Result::is_ok).await;
    }

    /// The last event that others are told of, and what they are told.
    pub async fn last_published(&self) -> (String, Vec<u8>) {
        let head = self.ledger.head().await.unwrap().position;
        let all = self.ledger.read_published(1, head).await.unwrap();
        let told = all.into_iter().filter_map(|it| Some((it.event_type, it.published?.to_vec())));
        told.last().unwrap()
    }
}
