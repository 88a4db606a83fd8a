//! The entries of a round, where its list and its ruleset rest on them; and the codes that the list gives them.

use std::collections::BTreeSet;

use chassis::caller::Caller;
use chassis::fields;
use chassis::grpc::{internal, status};
use contracts::awards::v1 as wire;
use ledger::Decider as _;
use ledger::view::{Reader, Token};
use ring::rand::{SecureRandom as _, SystemRandom};
use tonic::Status;

use super::Rounds;
use crate::domain::RoundId;
use crate::domain::codes::EntryCode;
use crate::domain::entry::roll::Roll;
use crate::domain::round::{Command, Phase, Round};
use crate::grpc::contest::Contest;
use crate::grpc::request_fields::{document, past_day};
use crate::grpc::{DOMAIN, unreadable};
use crate::views::round_register::RoundRegister;
use crate::views::round_register::queries::roll_of;

impl Rounds {
    /// Who is on the list is found here and not sent: no entry is left out.
    pub(super) async fn publish_list(
        &self,
        caller: &Caller,
        request: &wire::PublishEligibleListRequest,
    ) -> Result<wire::PublishEligibleListResponse, Status> {
        let today = self.contest.clock.today();
        let (id, published_on, document, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id).map(RoundId);
            let asked = fields.asked(caller, request, Round::CATEGORY, id);
            let published_on = past_day(fields, "published_on", &request.published_on, today);
            let document = document(fields, "document_ref", request.document_ref.as_ref());
            Some((id?, published_on?, document?, asked?))
        })?;
        let round: Round = DOMAIN.loaded(&self.contest.rounds, id).await?;
        // Before, an entry may still come behind the list's back; the empty list is refused.
        let none_comes = round.standing().is_ok_and(|it| it.phase() == Phase::Checking);
        let roll = if none_comes { self.roll(caller, id).await? } else { Roll::default() };
        let unscreened = roll.unscreened(today);
        let list = roll.list(drawn(roll.eligible())?);
        let publish = Command::PublishEligibleList { list, unscreened, published_on, document };
        let mut steps = vec![self.contest.rounds.step(id, publish)];
        steps.extend(self.contest.held_roll(roll));
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::PublishEligibleListResponse { receipt })
    }

    pub(super) async fn roll(&self, caller: &Caller, round: RoundId) -> Result<Roll, Status> {
        whole_roll(&self.contest, &self.known, caller, round).await
    }
}

/// The entries of a round, with all that was recorded before.
pub(in crate::grpc) async fn whole_roll(
    contest: &Contest,
    known: &Reader<RoundRegister>,
    caller: &Caller,
    round: RoundId,
) -> Result<Roll, Status> {
    let head = contest.ledger.head().await.map_err(|error| status(&DOMAIN, error.into()))?;
    let written = Token { source: DOMAIN.context.to_owned(), position: head.position };
    let snapshot = known.begin(&[written], caller.deadline).await;
    let mut snapshot = snapshot.map_err(unreadable)?;
    roll_of(&mut snapshot.tx, round.0).await.map_err(unreadable)
}

/// So many codes, none twice, in the order in which they were drawn.
fn drawn(count: usize) -> Result<Vec<EntryCode>, Status> {
    let random = SystemRandom::new();
    let (mut codes, mut seen) = (Vec::with_capacity(count), BTreeSet::new());
    while codes.len() < count {
        let mut bytes = [0; 5];
        random.fill(&mut bytes).map_err(|error| internal(&DOMAIN, &error))?;
        let code = EntryCode::of(bytes);
        if seen.insert(code.clone()) {
            codes.push(code);
        }
    }
    Ok(codes)
}
