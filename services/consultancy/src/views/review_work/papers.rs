//! What an expert is told: the own invitation, and the papers where they are open to the expert.

use chrono::{DateTime, Utc};
use contracts::consultancy::v1 as wire;
use sqlx::PgConnection;
use uuid::Uuid;

use super::one;
use crate::contract::count;
use crate::domain::council::{Claim, Council};
use crate::domain::review::Review;
use crate::views::review_register::telling::documents;

/// The newest invitation of an expert to a review, as it is known; papers and questions only where the expert
/// has opened the dossier and is still in.
pub async fn find_own_invitation(
    tx: &mut PgConnection,
    review: Uuid,
    expert: &str,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::GetOwnInvitationResponse>> {
    let Some(known) = one::<Council>(tx, review, known_at).await? else { return Ok(None) };
    let council = known.state();
    let Some(seat) = council.standing().and_then(|it| it.seat_of(expert)) else { return Ok(None) };
    let Some(asked) = one::<Review>(tx, review, known_at).await? else { return Ok(None) };
    let state = asked.state();
    let Some(standing) = state.standing() else { return Ok(None) };
    let mut answer = wire::GetOwnInvitationResponse {
        invitation: Some(seat.into()),
        title: standing.filing.asked.title.clone(),
        documents: Vec::new(),
        questions: Vec::new(),
        council_etag: known.etag(),
        read_info: None,
    };
    if council.admits(expert, Claim::HasOpened, standing.stage).is_ok() {
        answer.documents = documents(&standing.dossier);
        let questions = standing.filing.asked.questions.iter().zip(1..);
        let question = |(text, number): (&String, u32)| wire::ReviewQuestion {
            number: count(number),
            text: text.clone(),
        };
        answer.questions = questions.map(question).collect();
    }
    Ok(Some(answer))
}
