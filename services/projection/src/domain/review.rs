//! Consultancy, critical review and social assessment, as far as figures tell of them: what was asked for and
//! delivered, who worked on it (nobody is named), what was answered, and the Union's own proposals.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::facts::{Fact, Facts, UnitId};
use super::figure::{Choice, Class, Subject};

/// A review, from its request to its last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReviewId(pub Uuid);

/// A proposal of the Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProposalId(pub Uuid);

/// A review was asked for, or the Union proposed it by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewAsked {
    pub review: ReviewId,
    /// The Union that carries it out.
    pub union: UnitId,
    /// Who asked for it, or to whom the Union proposed it.
    pub requester: UnitId,
    pub kind: ReviewKind,
    pub origin: ReviewOrigin,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ReviewKind {
    Consultancy,
    CriticalReview,
    SocialAssessment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ReviewOrigin {
    Requested,
    SelfInitiated,
}

/// The field that a review belongs to; the plan names the first three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ReviewField {
    ScienceTechnology,
    EducationTraining,
    Intellectuals,
    Economy,
    AgricultureEnvironment,
    ConstructionTransport,
    Health,
    CultureSociety,
    Other,
}

/// The requester has the report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportDelivered {
    pub review: ReviewId,
    pub union: UnitId,
    pub kind: ReviewKind,
    pub field: ReviewField,
    /// The last day on which it was in time, agreed extensions included.
    pub due_on: NaiveDate,
    /// Until when its recommendations are to be answered; `None` if it has none.
    pub answer_by: Option<NaiveDate>,
}

/// Every recommendation of a review is answered, or its silence recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewClosed {
    pub review: ReviewId,
    /// Whether any was answered.
    pub answered: bool,
}

/// A recommendation was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct RecommendationAnswered {
    pub review: ReviewId,
    pub recommendation: Uuid,
    pub uptake: Uptake,
}

/// What became of a recommendation or a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Uptake {
    /// Tiếp thu.
    Accepted,
    Partly,
    /// Giải trình.
    Rejected,
    /// It was noted, and no more.
    Noted,
}

/// An expert works on a review.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpertAssigned {
    pub review: ReviewId,
    /// The same in all assignments of one expert; it tells nobody who that is.
    pub expert: Uuid,
}

/// A requester said what it thinks of a review, or said so anew.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityRated {
    pub review: ReviewId,
    pub union: UnitId,
    /// From 1, the worst, to 5, the best.
    pub score: i64,
}

/// A workshop of a Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkshopId(pub Uuid);

/// Something was said of a workshop, in the place of what was said before.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkshopStated {
    pub workshop: WorkshopId,
    pub union: UnitId,
    /// `None`: it is none.
    pub held: Option<WorkshopKind>,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkshopKind {
    Workshop,
    Conference,
}

/// The Union sent a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalSent {
    pub proposal: ProposalId,
    pub union: UnitId,
    pub theme: String,
    pub field: ReviewField,
    pub illustrative: bool,
}

/// A proposal came to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalEnded {
    pub proposal: ProposalId,
    /// `None`: the Union took it back.
    pub uptake: Option<Uptake>,
}

impl ReviewKind {
    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::Consultancy => "Tư vấn",
            Self::CriticalReview => "Phản biện",
            Self::SocialAssessment => "Giám định xã hội",
        };
        Class::Choice(Choice { dimension: "review_kind", key: self.into(), label })
    }
}

impl ReviewOrigin {
    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::Requested => "Được yêu cầu",
            Self::SelfInitiated => "Tự đề xuất",
        };
        Class::Choice(Choice { dimension: "origin", key: self.into(), label })
    }
}

impl ReviewField {
    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::ScienceTechnology => "Khoa học và công nghệ",
            Self::EducationTraining => "Giáo dục và đào tạo",
            Self::Intellectuals => "Đội ngũ trí thức",
            Self::Economy => "Kinh tế",
            Self::AgricultureEnvironment => "Nông nghiệp và môi trường",
            Self::ConstructionTransport => "Xây dựng và giao thông",
            Self::Health => "Y tế",
            Self::CultureSociety => "Văn hóa và xã hội",
            Self::Other => "Lĩnh vực khác",
        };
        Class::Choice(Choice { dimension: "review_field", key: self.into(), label })
    }
}

impl WorkshopKind {
    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::Workshop => "Hội thảo",
            Self::Conference => "Hội nghị",
        };
        Class::Choice(Choice { dimension: "workshop_kind", key: self.into(), label })
    }
}

impl Uptake {
    /// Whether it was taken up, wholly or in part.
    #[must_use]
    pub fn is_taken_up(self) -> bool {
        match self {
            Self::Accepted | Self::Partly => true,
            Self::Rejected | Self::Noted => false,
        }
    }

    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::Accepted => "Tiếp thu",
            Self::Partly => "Tiếp thu một phần",
            Self::Rejected => "Không tiếp thu, có giải trình",
            Self::Noted => "Ghi nhận",
        };
        Class::Choice(Choice { dimension: "uptake", key: self.into(), label })
    }
}

/// Reviews and proposals by their ids, and how they ended.
pub struct Reviews<'a> {
    asked: BTreeMap<ReviewId, &'a Fact<ReviewAsked>>,
    closed: BTreeMap<ReviewId, &'a Fact<ReviewClosed>>,
    sent: BTreeMap<ProposalId, &'a Fact<ProposalSent>>,
    ended: BTreeMap<ProposalId, &'a Fact<ProposalEnded>>,
    /// In the order in which they were said.
    workshops: BTreeMap<WorkshopId, Vec<&'a Fact<WorkshopStated>>>,
}

impl<'a> Reviews<'a> {
    /// Of each the first fact stands: a review that was returned is asked for again. Of a workshop the last one does.
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        let mut workshops: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for fact in &facts.workshops {
            workshops.entry(fact.what.workshop).or_default().push(fact);
        }
        workshops.values_mut().for_each(|said| said.sort_by_key(|fact| fact.origin.position));
        Self {
            workshops,
            asked: first_of(&facts.reviews_asked, |what| what.review),
            closed: first_of(&facts.reviews_closed, |what| what.review),
            sent: first_of(&facts.proposals_sent, |what| what.proposal),
            ended: first_of(&facts.proposals_ended, |what| what.proposal),
        }
    }

    #[must_use]
    pub fn asked(&self, review: ReviewId) -> Option<&'a Fact<ReviewAsked>> {
        self.asked.get(&review).copied()
    }

    #[must_use]
    pub fn closed(&self, review: ReviewId) -> Option<&'a Fact<ReviewClosed>> {
        self.closed.get(&review).copied()
    }

    #[must_use]
    pub fn sent(&self, proposal: ProposalId) -> Option<&'a Fact<ProposalSent>> {
        self.sent.get(&proposal).copied()
    }

    #[must_use]
    pub fn ended(&self, proposal: ProposalId) -> Option<&'a Fact<ProposalEnded>> {
        self.ended.get(&proposal).copied()
    }

    /// What was said last of a workshop, whatever day it is about.
    #[must_use]
    pub fn workshop(&self, workshop: WorkshopId) -> Option<&'a Fact<WorkshopStated>> {
        self.workshops.get(&workshop)?.last().copied()
    }

    /// The Union that carries a review out.
    #[must_use]
    pub fn union(&self, review: ReviewId) -> Option<UnitId> {
        self.asked(review).map(|fact| fact.what.union)
    }

    /// What it is about stays in its dossier.
    #[must_use]
    pub fn subject(&self, review: ReviewId) -> Subject<'a> {
        let illustrative = self.asked(review).is_some_and(|fact| fact.what.illustrative);
        Subject::Kept { id: review.0, name: "", illustrative }
    }

    /// A proposal, by what it is about.
    #[must_use]
    pub fn proposal(&self, proposal: ProposalId) -> Subject<'a> {
        let sent = self.sent(proposal).map(|fact| &fact.what);
        Subject::Kept {
            id: proposal.0,
            name: sent.map_or("", |sent| sent.theme.as_str()),
            illustrative: sent.is_some_and(|sent| sent.illustrative),
        }
    }
}

fn first_of<K: Ord, T>(facts: &[Fact<T>], key: impl Fn(&T) -> K) -> BTreeMap<K, &Fact<T>> {
    let mut first: BTreeMap<K, &Fact<T>> = BTreeMap::new();
    for fact in facts {
        let known = first.entry(key(&fact.what)).or_insert(fact);
        if fact.order() < known.order() {
            *known = fact;
        }
    }
    first
}
