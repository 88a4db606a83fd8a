//! What a round is held by (thể lệ, quy chế chấm điểm): data that a decision issues. No weight, quota or limit
//! stands in the code.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::Stage;
use crate::domain::codes::{ClauseCode, CriterionCode, FieldCode, PartCode, TierCode};
use crate::domain::points::Points;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    pub fields: Vec<Field>,
    pub authors: AuthorRules,
    pub clauses: Vec<Clause>,
    pub dossier_parts: Vec<DossierPart>,
    /// In the order in which they are judged.
    pub stages: Vec<StageRules>,
    /// Who goes on to the final; none where there is one stage.
    pub advance: Option<Advance>,
    /// In the order in which they are tried.
    pub tie_breaks: Vec<TieBreak>,
    /// The highest first.
    pub tiers: Vec<Tier>,
    pub quotas: Vec<Quota>,
    pub committee: Committee,
    /// Calendar days for which the proposed prizes are posted.
    pub posting_days: u32,
    /// Calendar days after it was lodged in which an appeal is answered; none in rulesets that set none.
    #[serde(default)]
    pub appeal_answer_days: Option<u32>,
}

/// Lĩnh vực.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub code: FieldCode,
    pub name: String,
}

/// Who may enter. Ages are those on the last day for entries; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorRules {
    pub most: u32,
    pub youngest: Option<u32>,
    pub oldest: Option<u32>,
    /// Whoever is younger needs the consent of a guardian.
    pub guardian_consents_below: Option<u32>,
    /// Whoever is as old consents beside the guardian.
    pub child_consents_from: Option<u32>,
    /// A solution was first applied at most so many years before.
    pub applied_within_years: Option<u32>,
}

/// Điều kiện hợp lệ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    pub code: ClauseCode,
    pub text: String,
}

/// Thành phần hồ sơ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DossierPart {
    pub code: PartCode,
    pub name: String,
    pub required: bool,
    /// It names no author, unit or adviser, so judges of a blind stage are given it.
    pub shown_to_judges: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageRules {
    pub stage: Stage,
    /// Judges know entries by their codes, and by no other name.
    pub blind: bool,
    pub criteria: Vec<Criterion>,
    /// Points come in steps of this.
    pub step: Points,
    /// At least so many, an odd number.
    pub judges_per_entry: u32,
    pub aggregation: Aggregation,
    /// From so far apart on, the jury has to settle jointly.
    pub spread_limit: Points,
}

/// Tiêu chí.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    pub code: CriterionCode,
    pub name: String,
    pub most: Points,
}

/// How the sheets of an entry become a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Aggregation {
    Mean,
    /// Without one highest and one lowest sheet, from so many sheets on; else the mean of all.
    DropHighLow {
        from_sheets: u32,
    },
}

/// Who goes on to the final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Advance {
    /// Whoever has more than this.
    Above(Points),
    /// The first so many, and whoever has the same score as the last of them.
    First(u32),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TieBreak {
    HigherCriterion(CriterionCode),
    SmallerSpread,
    JuryVote,
    ShareRank,
}

/// Giải.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    pub code: TierCode,
    pub name: String,
    pub least: Option<Points>,
}

/// A ceiling, and no claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub tier: TierCode,
    /// None: of the whole round.
    pub field: Option<FieldCode>,
    pub places: u32,
}

/// How the organising committee votes (ban tổ chức).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committee {
    pub members: u32,
    /// Of the members, present.
    pub quorum: Share,
    /// Of the members, in favour.
    pub approval: Share,
}

/// A share of a whole, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub numerator: u32,
    pub denominator: u32,
}

impl Share {
    /// Whether a part of a whole is at least this share of it.
    #[must_use]
    pub fn is_reached_by(self, part: u32, whole: u32) -> bool {
        let product = |a: u32, b: u32| u64::from(a) * u64::from(b);
        product(part, self.denominator) >= product(whole, self.numerator)
    }

    fn is_within_the_whole(self) -> bool {
        (1..=self.denominator).contains(&self.numerator)
    }
}

impl Rules {
    #[must_use]
    pub fn has_field(&self, code: &FieldCode) -> bool {
        self.fields.iter().any(|field| field.code == *code)
    }

    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageRules> {
        self.stages.iter().find(|rules| rules.stage == stage)
    }

    #[must_use]
    pub fn part(&self, code: &PartCode) -> Option<&DossierPart> {
        self.dossier_parts.iter().find(|part| part.code == *code)
    }

    /// Whether it holds together.
    pub(super) fn check(&self) -> Result<(), Rejection> {
        each_once(self.fields.iter().map(|it| it.code.as_str()))?;
        each_once(self.clauses.iter().map(|it| it.code.as_str()))?;
        each_once(self.dossier_parts.iter().map(|it| it.code.as_str()))?;
        each_once(self.tiers.iter().map(|it| it.code.as_str()))?;
        self.check_authors()?;
        self.check_stages()?;
        self.check_prizes()?;
        let Committee { quorum, approval, .. } = self.committee;
        if !quorum.is_within_the_whole() || !approval.is_within_the_whole() {
            return Err(Rejection::ShareOverWhole);
        }
        Ok(())
    }

    fn check_authors(&self) -> Result<(), Rejection> {
        let AuthorRules { youngest, oldest, guardian_consents_below, child_consents_from, .. } =
            self.authors;
        let in_order = |low: Option<u32>, high: Option<u32>| {
            low.zip(high).is_none_or(|(low, high)| low <= high)
        };
        let a_child_has_a_guardian =
            child_consents_from.is_none() || guardian_consents_below.is_some();
        let in_order = in_order(youngest, oldest)
            && in_order(child_consents_from, guardian_consents_below)
            && a_child_has_a_guardian;
        if in_order { Ok(()) } else { Err(Rejection::AgesOutOfOrder) }
    }

    fn check_stages(&self) -> Result<(), Rejection> {
        let order: Vec<_> = self.stages.iter().map(|rules| rules.stage).collect();
        match (order.as_slice(), self.advance) {
            ([Stage::Preliminary, Stage::Final], Some(_)) | ([Stage::Final], None) => {}
            ([Stage::Preliminary, Stage::Final], None) => {
                return Err(Rejection::AdvanceRuleMissing);
            }
            ([Stage::Final], Some(_)) => return Err(Rejection::AdvanceRuleWithoutFinal),
            (_, Some(_) | None) => return Err(Rejection::StagesOutOfOrder),
        }
        for rules in &self.stages {
            rules.check()?;
        }
        let criteria = || self.stages.iter().flat_map(|rules| &rules.criteria);
        for tie_break in &self.tie_breaks {
            match tie_break {
                TieBreak::HigherCriterion(code) if criteria().all(|it| it.code != *code) => {
                    return Err(Rejection::UnknownCode { code: code.to_string() });
                }
                TieBreak::HigherCriterion(_)
                | TieBreak::SmallerSpread
                | TieBreak::JuryVote
                | TieBreak::ShareRank => {}
            }
        }
        Ok(())
    }

    fn check_prizes(&self) -> Result<(), Rejection> {
        let least: Vec<_> = self.tiers.iter().filter_map(|tier| tier.least).collect();
        if !least.iter().rev().is_sorted() {
            return Err(Rejection::TiersOutOfOrder);
        }
        let mut seen = Vec::new();
        for Quota { tier, field, .. } in &self.quotas {
            if self.tiers.iter().all(|it| it.code != *tier) {
                return Err(Rejection::UnknownCode { code: tier.to_string() });
            }
            if let Some(field) = field.as_ref().filter(|field| !self.has_field(field)) {
                return Err(Rejection::UnknownCode { code: field.to_string() });
            }
            if seen.contains(&(tier, field)) {
                return Err(Rejection::QuotaTwice { tier: tier.clone() });
            }
            seen.push((tier, field));
        }
        Ok(())
    }
}

impl StageRules {
    fn check(&self) -> Result<(), Rejection> {
        each_once(self.criteria.iter().map(|it| it.code.as_str()))?;
        let stage = self.stage;
        if self.criteria.iter().map(|it| it.most).sum::<Points>() != Points::HUNDRED {
            return Err(Rejection::CriteriaNotHundred { stage });
        }
        let in_steps = |it: &Criterion| it.most > Points::ZERO && it.most.is_in_steps_of(self.step);
        if !self.criteria.iter().all(in_steps) {
            return Err(Rejection::NotInSteps { stage });
        }
        if self.judges_per_entry.is_multiple_of(2) {
            return Err(Rejection::JudgesNotOdd { stage });
        }
        match self.aggregation {
            Aggregation::DropHighLow { from_sheets: 0..3 } => {
                Err(Rejection::DropWithoutSheets { stage })
            }
            Aggregation::Mean | Aggregation::DropHighLow { .. } => Ok(()),
        }
    }
}

fn each_once<'c>(codes: impl Iterator<Item = &'c str>) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(Rejection::CodeTwice { code: code.to_owned() });
        }
    }
    Ok(())
}
