//! Facts about contests and reviews, in and out again.

use super::{fact, id, keeps};
use crate::domain::contest::*;
use crate::domain::facts::{Facts, UnitId};
use crate::domain::review::*;
use crate::heard::{AWARDS, CONSULTANCY, ContestTold, Heard, ReviewTold, Told};
use ledger::Recorded;

pub(super) fn contest(facts: &mut Facts, event: &Recorded<Heard>, told: ContestTold) {
    match told {
        ContestTold::RoundPlanned(it) => facts.rounds.push(fact(event, it)),
        ContestTold::RoundShown(it) => facts.rounds_shown.push(fact(event, it)),
        ContestTold::EntryStepped(it) => facts.entry_steps.push(fact(event, it)),
        ContestTold::PrizeAwarded(it) => facts.prizes.push(fact(event, it)),
        ContestTold::HonourConferred(it) => facts.honours.push(fact(event, it)),
        ContestTold::PrizeRevoked(it) => facts.revocations.push(fact(event, it)),
        ContestTold::StageJudged(it) => facts.stages_judged.push(fact(event, it)),
        ContestTold::AppealStepped(it) => facts.appeal_steps.push(fact(event, it)),
        ContestTold::NationalStepped(it) => facts.national_steps.push(fact(event, it)),
        ContestTold::ApplicationSeen(it) => facts.applications_seen.push(fact(event, it)),
    }
}

pub(super) fn review(facts: &mut Facts, event: &Recorded<Heard>, told: ReviewTold) {
    match told {
        ReviewTold::ReviewAsked(it) => facts.reviews_asked.push(fact(event, it)),
        ReviewTold::ReportDelivered(it) => facts.reports_delivered.push(fact(event, it)),
        ReviewTold::ReviewClosed(it) => facts.reviews_closed.push(fact(event, it)),
        ReviewTold::RecommendationAnswered(it) => {
            facts.recommendations_answered.push(fact(event, it));
        }
        ReviewTold::ExpertAssigned(it) => facts.experts_assigned.push(fact(event, it)),
        ReviewTold::QualityRated(it) => facts.ratings.push(fact(event, it)),
        ReviewTold::WorkshopStated(it) => facts.workshops.push(fact(event, it)),
        ReviewTold::ProposalSent(it) => facts.proposals_sent.push(fact(event, it)),
        ReviewTold::ProposalEnded(it) => facts.proposals_ended.push(fact(event, it)),
    }
}

#[tokio::test]
async fn rounds_entries_and_prizes_are_kept() {
    let (round, organiser) = (RoundId(id(1)), UnitId(id(2)));
    let planned = |family| {
        let title = "Lần thứ 14".to_owned();
        ContestTold::RoundPlanned(RoundPlanned { round, family, title, illustrative: true })
    };
    let shown = |occasion, illustrative| {
        ContestTold::RoundShown(RoundShown { round, organiser, occasion, illustrative })
    };
    let stepped = |step, origin_unit| {
        let entry = EntryId(id(3));
        let told = EntryStepped { entry, round, step, origin_unit, illustrative: false };
        ContestTold::EntryStepped(told)
    };
    let prize = PrizeAwarded {
        prize: id(4),
        entry: EntryId(id(3)),
        round,
        origin_unit: organiser,
        tier: Tier { code: "NHAT".into(), name: "Giải Nhất".into() },
        illustrative: true,
    };
    let events = [
        planned(Family::TechContest),
        planned(Family::YouthContest),
        planned(Family::ProvincialStAward),
        planned(Family::NationalStAward),
        planned(Family::IntellectualHonour),
        shown(Occasion::Launch, true),
        shown(Occasion::Results, false),
        stepped(EntryStep::Submitted, Some(organiser)),
        stepped(EntryStep::Withdrawn, None),
        stepped(EntryStep::Eligible, None),
        stepped(EntryStep::Ineligible, None),
        stepped(EntryStep::Finalist, Some(organiser)),
        ContestTold::PrizeAwarded(prize),
    ];
    keeps(AWARDS, events.map(|told| vec![Told::Contest(told)]).into()).await;
}

#[tokio::test]
async fn judging_and_what_follows_a_prize_are_kept() {
    let (round, entry, unit) = (RoundId(id(1)), EntryId(id(2)), UnitId(id(3)));
    let (prize, illustrative) = (id(4), true);
    let judged = StageJudged {
        round,
        organiser: unit,
        entries: 103,
        sheets: 309,
        reopened: 2,
        settled_jointly: 7,
        illustrative,
    };
    let appeal = |step, organiser| {
        let told = AppealStepped { appeal: id(5), round, organiser, step, illustrative };
        ContestTold::AppealStepped(told)
    };
    let honour = HonourConferred {
        honour: id(6),
        entry,
        round,
        origin_unit: unit,
        persons: 2,
        title: "Trí thức tiêu biểu".to_owned(),
        illustrative,
    };
    let national = |step| {
        let (origin_unit, name) = (unit, "Giải Ba".to_owned());
        let told = NationalStepped { entry, round, origin_unit, step, name, illustrative };
        ContestTold::NationalStepped(told)
    };
    let seen = |applied| {
        let told = ApplicationSeen { prize, round, origin_unit: unit, applied, illustrative };
        ContestTold::ApplicationSeen(told)
    };
    let events = [
        ContestTold::StageJudged(judged),
        appeal(AppealStep::Lodged, Some(unit)),
        appeal(AppealStep::Rejected, None),
        appeal(AppealStep::Upheld, None),
        appeal(AppealStep::Dismissed, None),
        ContestTold::HonourConferred(honour),
        ContestTold::PrizeRevoked(PrizeRevoked { prize, illustrative }),
        national(NationalStep::Nominated),
        national(NationalStep::Prized),
        seen(true),
        seen(false),
    ];
    keeps(AWARDS, events.map(|told| vec![Told::Contest(told)]).into()).await;
}

#[tokio::test]
async fn reviews_from_request_to_answer_are_kept() {
    let (review, union, requester) = (ReviewId(id(1)), UnitId(id(2)), UnitId(id(3)));
    let asked = |kind, origin| {
        let illustrative = true;
        let told = ReviewAsked { review, union, requester, kind, origin, illustrative };
        ReviewTold::ReviewAsked(told)
    };
    let delivered = |field, answer_by: Option<&str>| {
        ReviewTold::ReportDelivered(ReportDelivered {
            review,
            union,
            kind: ReviewKind::SocialAssessment,
            field,
            due_on: super::day("2022-03-31"),
            answer_by: answer_by.map(super::day),
        })
    };
    let answered = |uptake| {
        let recommendation = id(5);
        let told = RecommendationAnswered { review, recommendation, uptake };
        ReviewTold::RecommendationAnswered(told)
    };
    let events = [
        asked(ReviewKind::Consultancy, ReviewOrigin::Requested),
        asked(ReviewKind::CriticalReview, ReviewOrigin::SelfInitiated),
        delivered(ReviewField::ScienceTechnology, None),
        delivered(ReviewField::Other, Some("2022-04-30")),
        ReviewTold::ReviewClosed(ReviewClosed { review, answered: true }),
        answered(Uptake::Accepted),
        answered(Uptake::Partly),
        answered(Uptake::Rejected),
        ReviewTold::ExpertAssigned(ExpertAssigned { review, expert: id(6) }),
        ReviewTold::QualityRated(QualityRated { review, union, score: 5 }),
    ];
    keeps(CONSULTANCY, events.map(|told| vec![Told::Review(told)]).into()).await;
}

#[tokio::test]
async fn workshops_and_what_was_said_of_them_later_are_kept() {
    let (workshop, union) = (WorkshopId(id(1)), UnitId(id(2)));
    let kinds = [Some(WorkshopKind::Workshop), Some(WorkshopKind::Conference), None];
    let stated = kinds.map(|held| {
        let told = WorkshopStated { workshop, union, held, illustrative: held.is_some() };
        vec![Told::Review(ReviewTold::WorkshopStated(told))]
    });
    keeps(CONSULTANCY, stated.into()).await;
}

#[tokio::test]
async fn proposals_and_their_ends_are_kept() {
    let proposal = ProposalId(id(1));
    let ended = |uptake| ReviewTold::ProposalEnded(ProposalEnded { proposal, uptake });
    let sent = ProposalSent {
        proposal,
        union: UnitId(id(2)),
        theme: "Cơ chế đãi ngộ trí thức".into(),
        field: ReviewField::Intellectuals,
        illustrative: true,
    };
    let events = [ReviewTold::ProposalSent(sent), ended(Some(Uptake::Noted)), ended(None)];
    keeps(CONSULTANCY, events.map(|told| vec![Told::Review(told)]).into()).await;
}
