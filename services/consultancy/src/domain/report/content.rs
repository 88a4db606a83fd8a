//! What a report says, what it rests on, and the text that is hashed.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Digest;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

use super::Rejection;
use crate::domain::review::clock::{Extension, Pause};
use crate::domain::{OpinionId, RecommendationId, StatementId, UnitId};

/// A part that a report has.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::IntoStaticStr,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// Căn cứ.
    Basis,
    /// Phương pháp.
    Method,
    /// Nhận xét về sự cần thiết.
    Necessity,
    /// Cơ sở pháp lý, khoa học, thực tiễn.
    LegalScientificPracticalBasis,
    /// Sự phù hợp với mục tiêu.
    Fitness,
    /// Tính khả thi.
    Feasibility,
    /// Tác động kinh tế, xã hội, môi trường.
    Impact,
    /// Điểm chưa rõ.
    UnclearPoints,
    /// Ý kiến khác.
    OtherOpinions,
    /// Kết luận.
    Conclusion,
}

/// A version of an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    pub opinion: OpinionId,
    pub version: u32,
}

/// Something that the report says, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub id: StatementId,
    pub part: Part,
    pub text: String,
    pub rests_on: Vec<Link>,
}

/// What a recommendation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecommendationType {
    Keep,
    Amend,
    Add,
    Drop,
    StudyMore,
    Oppose,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    High,
    Normal,
    Low,
}

/// What is recommended (kiến nghị).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    pub id: RecommendationId,
    /// 1, 2, 3, …
    pub number: u32,
    pub kind: RecommendationType,
    pub priority: Priority,
    /// The unit that is to do it; `None` where it is the requester.
    pub addressee: Option<UnitId>,
    /// The part of the document that it is about; `None` where it is about all of it.
    pub clause: Option<String>,
    pub text: String,
    /// How the part is to read.
    pub wished_text: Option<String>,
}

/// What the Union writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub statements: Vec<Statement>,
    pub recommendations: Vec<Recommendation>,
}

/// What goes with it, whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attached {
    /// Opinions that were kept apart, unnamed.
    pub dissents: Vec<String>,
    pub pauses: Vec<Pause>,
    pub extensions: Vec<Extension>,
}

/// The opinions of a review, each with the version that stands, if one does.
pub type Standings = BTreeMap<OpinionId, Option<u32>>;

impl Content {
    /// It is whole, says nothing twice, and each statement rests on opinions that stand.
    pub(super) fn check(&self, opinions: &Standings) -> Result<(), Rejection> {
        self.check_statements(opinions)?;
        let needed = |part: &Part| *part != Part::OtherOpinions;
        let missing = Part::iter().filter(needed).find(|part| !self.speaks_of(*part));
        if let Some(part) = missing {
            return Err(Rejection::PartMissing { part });
        }
        let mut ids = BTreeSet::new();
        for (recommendation, number) in self.recommendations.iter().zip(1..) {
            if !ids.insert(recommendation.id) {
                return Err(Rejection::RecommendationTwice { id: recommendation.id });
            }
            if recommendation.number != number {
                return Err(Rejection::NumbersNotInOrder);
            }
        }
        Ok(())
    }

    /// Something is said under this part.
    pub(super) fn speaks_of(&self, part: Part) -> bool {
        self.statements.iter().any(|statement| statement.part == part)
    }

    fn check_statements(&self, opinions: &Standings) -> Result<(), Rejection> {
        let mut ids = BTreeSet::new();
        for Statement { id, rests_on, .. } in &self.statements {
            if !ids.insert(*id) {
                return Err(Rejection::StatementTwice { id: *id });
            }
            if rests_on.is_empty() {
                return Err(Rejection::StatementUnsupported { id: *id });
            }
            for Link { opinion, version } in rests_on {
                match opinions.get(opinion) {
                    None => return Err(Rejection::UnknownOpinion { opinion: *opinion }),
                    Some(standing) if *standing == Some(*version) => {}
                    Some(_) => return Err(Rejection::OpinionNotStanding { opinion: *opinion }),
                }
            }
        }
        Ok(())
    }
}

/// What a requester is given: without what it rests on, and without who.
#[derive(Serialize)]
struct Told<'a> {
    statements: Vec<Said<'a>>,
    recommendations: &'a [Recommendation],
    attached: &'a Attached,
}

#[derive(Serialize)]
struct Said<'a> {
    id: StatementId,
    part: Part,
    text: &'a str,
}

/// The text that the requester has, and its SHA-256 in lower-case hexadecimal digits.
#[must_use]
pub(super) fn snapshot(content: &Content, attached: &Attached) -> (String, String) {
    let said = content.statements.iter();
    let statements = said.map(|it| Said { id: it.id, part: it.part, text: &it.text });
    let recommendations = &content.recommendations;
    let told = Told { statements: statements.collect(), recommendations, attached };
    let text = serde_json::to_string(&told).expect("what a report says is plain data");
    let sha256 = Digest::of(text.as_bytes()).to_string();
    (text, sha256)
}
