//! The questions about councils, opinions and meetings.

use chrono::{DateTime, Utc};
use contracts::consultancy::v1 as wire;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Known, of_review, one, review_of};
use crate::contract::conclusion;
use crate::domain::council::Council;
use crate::domain::meeting::{Event, Meeting, Stage as MeetingStage};
use crate::domain::opinion::content::Papers;
use crate::domain::opinion::{Opinion, Stage};
use crate::domain::review::Review;

/// The experts of a review, as they are known.
pub async fn find_council(
    tx: &mut PgConnection,
    review: Uuid,
    union: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<wire::Council>> {
    let Some(of) = review_of(tx, review, union, known_at).await? else { return Ok(None) };
    let Some(known) = one::<Council>(tx, review, known_at).await? else { return Ok(None) };
    let state = known.state();
    let Some(standing) = state.standing() else { return Ok(None) };
    let told = wire::Council {
        review_id: review.to_string(),
        etag: known.etag(),
        ..wire::Council::from(standing)
    };
    // It works for as long as the review goes on.
    let is_over = of.standing().is_some_and(|it| it.stage.is_over());
    let dissolved = is_over.then(|| wire::CouncilState::Dissolved.into());
    Ok(Some(wire::Council { state: dissolved.unwrap_or(told.state), ..told }))
}

/// To whom opinions are told.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    Union(Uuid),
    /// What was handed in, without names. Who leads it, its own stream says.
    Council,
    /// Their own, with the draft.
    Expert(&'a str),
}

/// The opinions on a review that this reader may see, the first one first; `None` where there
/// is no such review, or none of that Union.
pub async fn opinions(
    tx: &mut PgConnection,
    review: Uuid,
    reader: Reader<'_>,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Vec<(Uuid, wire::Opinion)>>> {
    let Some(of) = one::<Review>(tx, review, known_at).await?.map(|it| it.state()) else {
        return Ok(None);
    };
    let Some(standing) = of.standing() else { return Ok(None) };
    if matches!(reader, Reader::Union(union) if standing.filing.union.0 != union) {
        return Ok(None);
    }
    let papers = Papers::of(&standing.dossier, &standing.filing.asked.questions);
    let known = of_review::<Opinion>(tx, review, known_at).await?;
    let told = known
        .iter()
        .filter_map(|known| opinion(known, reader, &papers).map(|opinion| (known.id, opinion)));
    Ok(Some(told.collect()))
}

fn opinion(known: &Known<Opinion>, reader: Reader<'_>, papers: &Papers) -> Option<wire::Opinion> {
    let state = known.state();
    let standing = state.standing()?;
    let is_own = match reader {
        Reader::Union(_) | Reader::Council => false,
        Reader::Expert(expert) if standing.expert == expert => true,
        Reader::Expert(_) => return None,
    };
    // A draft is the expert's own, until it is handed in.
    if !is_own && standing.versions.is_empty() {
        return None;
    }
    let draft = match standing.stage {
        Stage::Draft | Stage::Returned if is_own => Some((&standing.content).into()),
        Stage::Draft
        | Stage::Returned
        | Stage::Submitted
        | Stage::Considered
        | Stage::Retracted
        | Stage::Void => None,
    };
    let expert = match reader {
        Reader::Council => String::new(),
        Reader::Union(_) | Reader::Expert(_) => standing.expert.clone(),
    };
    Some(wire::Opinion {
        opinion_id: known.id.to_string(),
        review_id: standing.review.to_string(),
        invitation_id: standing.invitation.to_string(),
        expert,
        role: wire::CouncilRole::from(standing.role).into(),
        state: wire::OpinionState::from(standing.stage).into(),
        draft,
        versions: standing.versions.iter().map(Into::into).collect(),
        on_old_version: standing.is_on_old_version(papers),
        reason: standing.reason.clone().unwrap_or_default(),
        etag: known.etag(),
    })
}

/// The meetings on a review of a Union, the first one first; `None` where it has no such review.
pub async fn meetings(
    tx: &mut PgConnection,
    review: Uuid,
    union: Uuid,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Option<Vec<(Uuid, wire::Meeting)>>> {
    if review_of(tx, review, union, known_at).await?.is_none() {
        return Ok(None);
    }
    let known = of_review::<Meeting>(tx, review, known_at).await?;
    Ok(Some(known.iter().map(|known| (known.id, meeting(review, known))).collect()))
}

fn meeting(review: Uuid, known: &Known<Meeting>) -> wire::Meeting {
    let told = wire::Meeting {
        meeting_id: known.id.to_string(),
        review_id: review.to_string(),
        etag: known.etag(),
        ..wire::Meeting::default()
    };
    known.events.iter().fold(told, after)
}

fn after(told: wire::Meeting, event: &Event) -> wire::Meeting {
    match event {
        Event::Convened { planned_on, .. } => wire::Meeting {
            state: wire::MeetingState::from(MeetingStage::Convened).into(),
            planned_on: planned_on.to_string(),
            ..told
        },
        Event::Cancelled { reason, .. } => wire::Meeting {
            state: wire::MeetingState::from(MeetingStage::Cancelled).into(),
            reason: reason.clone(),
            ..told
        },
        Event::Held { on, minutes, .. } => {
            let (way, votes_for, votes_against) = conclusion(minutes.conclusion);
            wire::Meeting {
                state: wire::MeetingState::from(MeetingStage::Held).into(),
                held_on: on.to_string(),
                present_invitation_ids: minutes.present.iter().map(ToString::to_string).collect(),
                chaired_by_invitation_id: minutes.chaired_by.to_string(),
                conclusion: way.into(),
                votes_for,
                votes_against,
                minutes: Some((&minutes.file).into()),
                ..told
            }
        }
        Event::DissentRecorded { dissent, .. } => {
            let dissents = told.dissents.into_iter().chain([dissent.into()]).collect();
            wire::Meeting { dissents, ..told }
        }
    }
}
