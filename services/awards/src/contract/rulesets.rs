//! Rulesets as the contract says them.

use contracts::awards::v1 as wire;

use super::number;
use crate::domain::points::Points;
use crate::domain::ruleset::rules::{
    Advance, Aggregation, AuthorRules, Clause, Committee, Criterion, DossierPart, Field, Quota,
    Rules, Share, StageRules, TieBreak, Tier,
};

impl From<&Rules> for wire::Ruleset {
    fn from(rules: &Rules) -> Self {
        Self {
            fields: rules.fields.iter().map(Into::into).collect(),
            authors: Some(rules.authors.into()),
            clauses: rules.clauses.iter().map(Into::into).collect(),
            dossier_parts: rules.dossier_parts.iter().map(Into::into).collect(),
            stages: rules.stages.iter().map(Into::into).collect(),
            advance: rules.advance.map(Into::into),
            tie_breaks: rules.tie_breaks.iter().map(Into::into).collect(),
            tiers: rules.tiers.iter().map(Into::into).collect(),
            quotas: rules.quotas.iter().map(Into::into).collect(),
            committee: Some(rules.committee.into()),
            posting_days: number(rules.posting_days),
            appeal_answer_days: number(rules.appeal_answer_days.unwrap_or_default()),
        }
    }
}

impl From<&Field> for wire::ContestField {
    fn from(field: &Field) -> Self {
        Self { code: field.code.to_string(), name: field.name.clone() }
    }
}

impl From<AuthorRules> for wire::AuthorRules {
    fn from(authors: AuthorRules) -> Self {
        let limit = |limit: Option<u32>| number(limit.unwrap_or_default());
        Self {
            most_authors: number(authors.most),
            youngest: limit(authors.youngest),
            oldest: limit(authors.oldest),
            guardian_consents_below: limit(authors.guardian_consents_below),
            child_consents_from: limit(authors.child_consents_from),
            applied_within_years: limit(authors.applied_within_years),
        }
    }
}

impl From<&Clause> for wire::EligibilityClause {
    fn from(clause: &Clause) -> Self {
        Self { code: clause.code.to_string(), text: clause.text.clone() }
    }
}

impl From<&DossierPart> for wire::DossierPart {
    fn from(part: &DossierPart) -> Self {
        Self {
            code: part.code.to_string(),
            name: part.name.clone(),
            required_part: part.required,
            shown_to_judges: part.shown_to_judges,
        }
    }
}

impl From<&StageRules> for wire::StageRules {
    fn from(rules: &StageRules) -> Self {
        let (aggregation, from_sheets) = match rules.aggregation {
            Aggregation::Mean => (wire::Aggregation::Mean, 0),
            Aggregation::DropHighLow { from_sheets } => {
                (wire::Aggregation::DropHighLow, from_sheets)
            }
        };
        Self {
            stage: wire::Stage::from(rules.stage).into(),
            blind: rules.blind,
            criteria: rules.criteria.iter().map(Into::into).collect(),
            step: rules.step.to_string(),
            judges_per_entry: number(rules.judges_per_entry),
            aggregation: aggregation.into(),
            drop_from_sheets: number(from_sheets),
            spread_limit: rules.spread_limit.to_string(),
        }
    }
}

impl From<&Criterion> for wire::Criterion {
    fn from(criterion: &Criterion) -> Self {
        Self {
            code: criterion.code.to_string(),
            name: criterion.name.clone(),
            most_points: criterion.most.to_string(),
        }
    }
}

impl From<Advance> for wire::AdvanceRule {
    fn from(advance: Advance) -> Self {
        use wire::advance_rule::By;
        Self {
            by: Some(match advance {
                Advance::Above(points) => By::AbovePoints(points.to_string()),
                Advance::First(places) => By::FirstPlaces(number(places)),
            }),
        }
    }
}

impl From<&TieBreak> for wire::TieBreak {
    fn from(tie_break: &TieBreak) -> Self {
        use wire::TieBreakKind as Kind;
        let (kind, criterion_code) = match tie_break {
            TieBreak::HigherCriterion(code) => (Kind::HigherCriterion, code.to_string()),
            TieBreak::SmallerSpread => (Kind::SmallerSpread, String::new()),
            TieBreak::JuryVote => (Kind::JuryVote, String::new()),
            TieBreak::ShareRank => (Kind::ShareRank, String::new()),
        };
        Self { kind: kind.into(), criterion_code }
    }
}

impl From<&Tier> for wire::PrizeTier {
    fn from(tier: &Tier) -> Self {
        let least = tier.least.as_ref().map(Points::to_string);
        Self {
            code: tier.code.to_string(),
            name: tier.name.clone(),
            least_points: least.unwrap_or_default(),
        }
    }
}

impl From<&Quota> for wire::PrizeQuota {
    fn from(quota: &Quota) -> Self {
        let field = quota.field.as_ref().map(ToString::to_string);
        Self {
            tier_code: quota.tier.to_string(),
            field_code: field.unwrap_or_default(),
            places: number(quota.places),
        }
    }
}

impl From<Committee> for wire::CommitteeRules {
    fn from(committee: Committee) -> Self {
        Self {
            members: number(committee.members),
            quorum: Some(committee.quorum.into()),
            approval: Some(committee.approval.into()),
        }
    }
}

impl From<Share> for wire::ContestShare {
    fn from(share: Share) -> Self {
        Self { numerator: number(share.numerator), denominator: number(share.denominator) }
    }
}
