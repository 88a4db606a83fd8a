//! Evidenced records (hồ sơ sự việc có minh chứng): what units filed, what became of it, and which of
//! several that tell one fact is counted.
//!
//! A record falls in a period by the day on which it was true, whenever it was verified. What became of
//! it belongs to what is known: asked about a day before its verification, it is verified nevertheless,
//! unless the question is also about what was known then.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use record_types::{Condition, OCCURRED_ON, RecordType};
use uuid::Uuid;

use super::facts::{Document, Fact, Facts, PlanId, UnitId};

/// A record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(pub Uuid);

/// A unit says that something happened, and shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordFiled {
    pub record: RecordId,
    pub plan: PlanId,
    /// The unit that it is about.
    pub unit: UnitId,
    pub record_type: &'static RecordType,
    /// By the names of the type's fields.
    pub content: BTreeMap<String, Said>,
    pub evidence: Vec<Document>,
    pub illustrative: bool,
}

/// What a record says in a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// A text, a choice, or codes.
    Words(Vec<String>),
    /// A count, or đồng.
    Number(i64),
    Day(NaiveDate),
    /// A unit, or something recorded elsewhere.
    Id(Uuid),
}

/// Something became of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordJudged {
    pub record: RecordId,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Verified,
    Rejected,
    Retracted,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Waits to be verified.
    Filed,
    Verified,
    /// By this event.
    Rejected(Uuid),
    /// By this event.
    Retracted(Uuid),
    /// Tells what the record of this event tells already.
    Duplicate(Uuid),
}

/// A record, and where it stands.
pub struct Record<'a> {
    pub fact: &'a Fact<RecordFiled>,
    pub standing: Standing,
}

/// All records, in the order of their days.
pub struct Records<'a>(Vec<Record<'a>>);

/// By what two records of one fact are recognised.
type Key = (PlanId, &'static str, Vec<Said>);

impl<'a> Records<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        let mut outcomes: BTreeMap<RecordId, &Fact<RecordJudged>> = BTreeMap::new();
        for fact in &facts.record_outcomes {
            let last = outcomes.entry(fact.what.record).or_insert(fact);
            if last.origin.position < fact.origin.position {
                *last = fact;
            }
        }
        let mut records: Vec<_> = facts.records.iter().collect();
        records.sort_by_key(|fact| turn(fact, outcomes.get(&fact.what.record).copied()));

        let mut told: BTreeMap<Key, Uuid> = BTreeMap::new();
        let mut records: Vec<_> = records
            .into_iter()
            .map(|fact| {
                let outcome = outcomes.get(&fact.what.record).copied();
                Record { fact, standing: standing(fact, outcome, &mut told) }
            })
            .collect();
        records.sort_by_key(|record| record.fact.order());
        Self(records)
    }

    /// Those of a type that were filed under a plan.
    pub fn of_type(
        &self,
        plan: PlanId,
        record_type: &RecordType,
    ) -> impl Iterator<Item = &Record<'a>> {
        let wanted = move |what: &RecordFiled| {
            what.plan == plan && what.record_type.code == record_type.code
        };
        self.0.iter().filter(move |record| wanted(&record.fact.what))
    }
}

/// Of several records of one fact the one that was verified first is counted, and before any is verified
/// the one that was filed first waits.
fn turn(fact: &Fact<RecordFiled>, outcome: Option<&Fact<RecordJudged>>) -> (bool, i64) {
    match outcome {
        Some(judged) if judged.what.outcome == Outcome::Verified => (false, judged.origin.position),
        Some(_) | None => (true, fact.origin.position),
    }
}

fn standing(
    fact: &Fact<RecordFiled>,
    outcome: Option<&Fact<RecordJudged>>,
    told: &mut BTreeMap<Key, Uuid>,
) -> Standing {
    let standing = match outcome {
        None => Standing::Filed,
        Some(judged) => match judged.what.outcome {
            Outcome::Verified => Standing::Verified,
            Outcome::Rejected => return Standing::Rejected(judged.origin.event_id),
            Outcome::Retracted => return Standing::Retracted(judged.origin.event_id),
        },
    };
    let Some(key) = key(fact) else { return standing };
    let first = *told.entry(key).or_insert(fact.origin.event_id);
    if first == fact.origin.event_id { standing } else { Standing::Duplicate(first) }
}

/// `None` where nothing tells two records apart from one.
fn key(fact: &Fact<RecordFiled>) -> Option<Key> {
    let RecordFiled { plan, record_type, .. } = &fact.what;
    let parts = record_type.key.iter().map(|name| match name.as_str() {
        OCCURRED_ON => Some(Said::Day(fact.origin.occurred_on)),
        name => fact.what.content.get(name).map(Said::plain),
    });
    let parts: Vec<_> = parts.collect::<Option<_>>()?;
    (!parts.is_empty()).then_some((*plan, record_type.code.as_str(), parts))
}

impl Said {
    /// The same for what differs in capitals and spaces only.
    fn plain(&self) -> Self {
        match self {
            Self::Words(words) => Self::Words(words.iter().map(|word| plain(word)).collect()),
            Self::Number(_) | Self::Day(_) | Self::Id(_) => self.clone(),
        }
    }
}

/// A text as it is compared: `Diễn đàn  Trí thức` is `diễn đàn trí thức`.
#[must_use]
pub fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

impl RecordFiled {
    #[must_use]
    pub fn number(&self, field: &str) -> Option<i64> {
        match self.content.get(field)? {
            Said::Number(number) => Some(*number),
            Said::Words(_) | Said::Day(_) | Said::Id(_) => None,
        }
    }

    #[must_use]
    pub fn day(&self, field: &str) -> Option<NaiveDate> {
        match self.content.get(field)? {
            Said::Day(day) => Some(*day),
            Said::Words(_) | Said::Number(_) | Said::Id(_) => None,
        }
    }

    #[must_use]
    pub fn id(&self, field: &str) -> Option<Uuid> {
        match self.content.get(field)? {
            Said::Id(id) => Some(*id),
            Said::Words(_) | Said::Number(_) | Said::Day(_) => None,
        }
    }

    /// None where the field says something else, or nothing.
    #[must_use]
    pub fn words(&self, field: &str) -> &[String] {
        match self.content.get(field) {
            Some(Said::Words(words)) => words,
            Some(Said::Number(_) | Said::Day(_) | Said::Id(_)) | None => &[],
        }
    }

    #[must_use]
    pub fn meets(&self, condition: &Condition) -> bool {
        self.words(&condition.field).iter().any(|word| condition.any_of.contains(word))
    }
}
