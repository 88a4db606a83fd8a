//! What requests say of a ruleset, as the domain says it. Whether it holds together is for the domain to say.

use chassis::fields::{Fault, Fields};
use contracts::awards::v1 as wire;

use super::request_fields::{LINE, code, optional_code};
use crate::contract;
use crate::domain::points::Points;
use crate::domain::ruleset::rules::{
    Advance, Aggregation, AuthorRules, Clause, Committee, Criterion, DossierPart, Field, Quota,
    Rules, Share, StageRules, TieBreak, Tier,
};

const NAME: usize = 300;
/// More of each than any ruleset has.
const SEVERAL: usize = 50;
const CLAUSES: usize = 100;
const STAGES: usize = 2;
const QUOTAS: usize = 200;
/// More places, members or days than there ever are.
const MOST: u32 = 100_000;
const OLDEST: u32 = 150;

const NOT_POINTS: Fault = Fault::Other {
    reason: "NOT_POINTS",
    english: "must be points from 0 to 10000, such as 92.25",
    vietnamese: "phải là số điểm từ 0 đến 10000, ví dụ 92.25",
};

const OF_NO_CRITERION: Fault = Fault::Other {
    reason: "OF_NO_CRITERION",
    english: "must be empty unless the higher score in a criterion decides",
    vietnamese: "phải để trống, trừ khi xét theo điểm của một tiêu chí",
};

const NOTHING_DROPPED: Fault = Fault::Other {
    reason: "NOTHING_DROPPED",
    english: "must be 0 unless the highest and the lowest sheet are dropped",
    vietnamese: "phải bằng 0, trừ khi bỏ phiếu cao nhất và phiếu thấp nhất",
};

pub(super) fn ruleset(fields: &mut Fields, said: Option<&wire::Ruleset>) -> Option<Box<Rules>> {
    fields.message("ruleset", said, rules).map(Box::new)
}

fn rules(fields: &mut Fields, said: &wire::Ruleset) -> Option<Rules> {
    let contest_fields = some_of(fields, "fields", &said.fields, SEVERAL, field);
    let authors = fields.message("authors", said.authors.as_ref(), authors);
    let clauses = some_of(fields, "clauses", &said.clauses, CLAUSES, clause);
    let dossier_parts = some_of(fields, "dossier_parts", &said.dossier_parts, SEVERAL, part);
    let stages = some_of(fields, "stages", &said.stages, STAGES, stage);
    let advance = fields.optional_message("advance", said.advance.as_ref(), advance);
    let tie_breaks = fields.each("tie_breaks", &said.tie_breaks, SEVERAL, tie_break);
    let tiers = some_of(fields, "tiers", &said.tiers, SEVERAL, tier);
    let quotas = fields.each("quotas", &said.quotas, QUOTAS, quota);
    let committee = fields.message("committee", said.committee.as_ref(), committee);
    let posting_days = at_least_one(fields, "posting_days", said.posting_days);
    let answer_days = limit(fields, "appeal_answer_days", said.appeal_answer_days, MOST);
    Some(Rules {
        fields: contest_fields?,
        authors: authors?,
        clauses: clauses?,
        dossier_parts: dossier_parts?,
        stages: stages?,
        advance: advance?,
        tie_breaks: tie_breaks?,
        tiers: tiers?,
        quotas: quotas?,
        committee: committee?,
        posting_days: posting_days?,
        appeal_answer_days: answer_days?,
    })
}

/// A list that has one entry at least.
fn some_of<M, T>(
    fields: &mut Fields,
    name: &str,
    said: &[M],
    most: usize,
    read: impl FnMut(&mut Fields, &M) -> Option<T>,
) -> Option<Vec<T>> {
    let several = fields.each(name, said, most, read)?;
    fields.required(name, Some(Some(several).filter(|several| !several.is_empty())))
}

fn at_least_one(fields: &mut Fields, name: &str, said: i32) -> Option<u32> {
    let number = fields.number(name, said, 1..=i64::from(MOST))?;
    u32::try_from(number).ok()
}

/// `Some(None)` for 0: no limit.
fn limit(fields: &mut Fields, name: &str, said: i32, most: u32) -> Option<Option<u32>> {
    let limit = fields.count(name, said, most)?;
    Some((limit > 0).then_some(limit))
}

/// `Some(None)` where none are said.
fn optional_points(fields: &mut Fields, name: &str, said: &str) -> Option<Option<Points>> {
    fields.optional(name, said, |points| points.parse().map_err(|_| NOT_POINTS))
}

fn points(fields: &mut Fields, name: &str, said: &str) -> Option<Points> {
    let read = optional_points(fields, name, said)?;
    fields.required(name, Some(read))
}

fn field(fields: &mut Fields, said: &wire::ContestField) -> Option<Field> {
    let code = code(fields, "code", &said.code);
    let name = fields.text("name", &said.name, NAME);
    Some(Field { code: code?, name: name? })
}

fn authors(fields: &mut Fields, said: &wire::AuthorRules) -> Option<AuthorRules> {
    let most = at_least_one(fields, "most_authors", said.most_authors);
    let mut age = |name, said| limit(fields, name, said, OLDEST);
    let (youngest, oldest) = (age("youngest", said.youngest), age("oldest", said.oldest));
    let guardian_consents_below = age("guardian_consents_below", said.guardian_consents_below);
    let child_consents_from = age("child_consents_from", said.child_consents_from);
    let applied_within_years = age("applied_within_years", said.applied_within_years);
    Some(AuthorRules {
        most: most?,
        youngest: youngest?,
        oldest: oldest?,
        guardian_consents_below: guardian_consents_below?,
        child_consents_from: child_consents_from?,
        applied_within_years: applied_within_years?,
    })
}

fn clause(fields: &mut Fields, said: &wire::EligibilityClause) -> Option<Clause> {
    let code = code(fields, "code", &said.code);
    let text = fields.long_text("text", &said.text, LINE);
    Some(Clause { code: code?, text: text? })
}

fn part(fields: &mut Fields, said: &wire::DossierPart) -> Option<DossierPart> {
    let code = code(fields, "code", &said.code);
    let name = fields.text("name", &said.name, NAME);
    let (required, shown_to_judges) = (said.required_part, said.shown_to_judges);
    Some(DossierPart { code: code?, name: name?, required, shown_to_judges })
}

fn stage(fields: &mut Fields, said: &wire::StageRules) -> Option<StageRules> {
    let stage = fields.choice("stage", said.stage, contract::stage);
    let criteria = some_of(fields, "criteria", &said.criteria, SEVERAL, criterion);
    let step = points(fields, "step", &said.step);
    let judges = at_least_one(fields, "judges_per_entry", said.judges_per_entry);
    let aggregation = aggregation(fields, said);
    let spread_limit = points(fields, "spread_limit", &said.spread_limit);
    Some(StageRules {
        stage: stage?,
        blind: said.blind,
        criteria: criteria?,
        step: step?,
        judges_per_entry: judges?,
        aggregation: aggregation?,
        spread_limit: spread_limit?,
    })
}

fn criterion(fields: &mut Fields, said: &wire::Criterion) -> Option<Criterion> {
    let code = code(fields, "code", &said.code);
    let name = fields.text("name", &said.name, NAME);
    let most = points(fields, "most_points", &said.most_points);
    Some(Criterion { code: code?, name: name?, most: most? })
}

fn aggregation(fields: &mut Fields, said: &wire::StageRules) -> Option<Aggregation> {
    let way = fields.choice("aggregation", said.aggregation, |way| match way {
        wire::Aggregation::Unspecified => None,
        way @ (wire::Aggregation::Mean | wire::Aggregation::DropHighLow) => Some(way),
    });
    let from_sheets = fields.count("drop_from_sheets", said.drop_from_sheets, MOST);
    let (way, from_sheets) = (way?, from_sheets?);
    let drops = way == wire::Aggregation::DropHighLow;
    if !drops && from_sheets > 0 {
        fields.fault("drop_from_sheets", NOTHING_DROPPED);
        return None;
    }
    Some(if drops { Aggregation::DropHighLow { from_sheets } } else { Aggregation::Mean })
}

fn advance(fields: &mut Fields, said: &wire::AdvanceRule) -> Option<Advance> {
    match fields.required("above_points", Some(said.by.as_ref()))? {
        wire::advance_rule::By::AbovePoints(said) => {
            points(fields, "above_points", said).map(Advance::Above)
        }
        wire::advance_rule::By::FirstPlaces(said) => {
            at_least_one(fields, "first_places", *said).map(Advance::First)
        }
    }
}

fn tie_break(fields: &mut Fields, said: &wire::TieBreak) -> Option<TieBreak> {
    let kind = fields.choice("kind", said.kind, Some);
    let criterion = optional_code(fields, "criterion_code", &said.criterion_code);
    let (kind, criterion) = (kind?, criterion?);
    let by_itself = match kind {
        wire::TieBreakKind::Unspecified => {
            fields.fault("kind", Fault::UnknownValue);
            return None;
        }
        wire::TieBreakKind::HigherCriterion => {
            return fields
                .required("criterion_code", Some(criterion))
                .map(TieBreak::HigherCriterion);
        }
        wire::TieBreakKind::SmallerSpread => TieBreak::SmallerSpread,
        wire::TieBreakKind::JuryVote => TieBreak::JuryVote,
        wire::TieBreakKind::ShareRank => TieBreak::ShareRank,
    };
    if criterion.is_some() {
        fields.fault("criterion_code", OF_NO_CRITERION);
        return None;
    }
    Some(by_itself)
}

fn tier(fields: &mut Fields, said: &wire::PrizeTier) -> Option<Tier> {
    let code = code(fields, "code", &said.code);
    let name = fields.text("name", &said.name, NAME);
    let least = optional_points(fields, "least_points", &said.least_points);
    Some(Tier { code: code?, name: name?, least: least? })
}

fn quota(fields: &mut Fields, said: &wire::PrizeQuota) -> Option<Quota> {
    let tier = code(fields, "tier_code", &said.tier_code);
    let field = optional_code(fields, "field_code", &said.field_code);
    let places = fields.count("places", said.places, MOST);
    Some(Quota { tier: tier?, field: field?, places: places? })
}

fn committee(fields: &mut Fields, said: &wire::CommitteeRules) -> Option<Committee> {
    let members = at_least_one(fields, "members", said.members);
    let quorum = fields.message("quorum", said.quorum.as_ref(), share);
    let approval = fields.message("approval", said.approval.as_ref(), share);
    Some(Committee { members: members?, quorum: quorum?, approval: approval? })
}

fn share(fields: &mut Fields, said: &wire::ContestShare) -> Option<Share> {
    let numerator = at_least_one(fields, "numerator", said.numerator);
    let denominator = at_least_one(fields, "denominator", said.denominator);
    Some(Share { numerator: numerator?, denominator: denominator? })
}
