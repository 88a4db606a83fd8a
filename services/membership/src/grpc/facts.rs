//! Reads what many requests have: days, decisions, evidence, names.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use uuid::Uuid;

use crate::contract::Choice;
use crate::domain::association::{Term, Work};
use crate::domain::{Act, AssociationId, Attendance, DecisionRef, EvidenceRef, Name, UnitId};

/// The longest name, in characters.
pub(super) const NAME: usize = 300;
const NUMBER_SYMBOL: usize = 60;
/// Reasons and the like.
pub(super) const WORDS: usize = 2_000;
/// The most units or associations on one side of a reorganisation.
pub(super) const MOST: usize = 64;

/// The most founders, members or delegates that can be recorded.
pub(super) const MOST_PEOPLE: u32 = 100_000_000;

/// Fields that the domain of membership knows.
pub(super) trait Facts {
    fn association(&mut self, name: &str, value: &str) -> Option<AssociationId>;

    fn unit(&mut self, name: &str, value: &str) -> Option<UnitId>;

    fn optional_unit(&mut self, name: &str, value: &str) -> Option<Option<UnitId>>;

    /// Ids, one at least.
    fn ids(&mut self, name: &str, values: &[String]) -> Option<Vec<Uuid>>;

    /// A value that the contract and the domain both have.
    fn chosen<T: Choice>(&mut self, name: &str, value: i32) -> Option<T>
    where
        T::Wire: TryFrom<i32>;

    fn decision(
        &mut self,
        name: &str,
        value: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<DecisionRef>;

    fn optional_decision(
        &mut self,
        value: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<Option<DecisionRef>>;

    /// `occurred_on` and `decision_ref`, both required.
    fn act(
        &mut self,
        occurred_on: &str,
        decision: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<Act>;

    fn evidence(
        &mut self,
        name: &str,
        value: Option<&wire::EvidenceRef>,
        today: NaiveDate,
    ) -> Option<EvidenceRef>;

    /// `full_name` and `short_name`.
    fn name(&mut self, full: &str, short: &str) -> Option<Name>;

    /// `scope`, `territory_unit_id`, `science_field` and `main_field`.
    fn work(&mut self, scope: i32, territory: &str, science: i32, main: &str) -> Option<Work>;

    fn attendance(&mut self, value: Option<&wire::Attendance>) -> Option<Attendance>;

    fn term(&mut self, value: Option<&wire::Term>) -> Option<Term>;

    fn optional_term(&mut self, value: Option<&wire::Term>) -> Option<Option<Term>>;
}

impl Facts for Fields {
    fn association(&mut self, name: &str, value: &str) -> Option<AssociationId> {
        self.uuid(name, value).map(AssociationId)
    }

    fn unit(&mut self, name: &str, value: &str) -> Option<UnitId> {
        self.uuid(name, value).map(UnitId)
    }

    fn optional_unit(&mut self, name: &str, value: &str) -> Option<Option<UnitId>> {
        self.optional_uuid(name, value).map(|id| id.map(UnitId))
    }

    fn ids(&mut self, name: &str, values: &[String]) -> Option<Vec<Uuid>> {
        if values.is_empty() {
            return self.missing(name);
        }
        if values.len() > MOST {
            self.fault(name, Fault::TooMany { max: MOST });
            return None;
        }
        let read_all = values.iter().enumerate();
        let read_all = read_all.map(|(index, id)| self.uuid(&format!("{name}[{index}]"), id));
        let ids: Vec<_> = read_all.collect();
        ids.into_iter().collect()
    }

    fn chosen<T: Choice>(&mut self, name: &str, value: i32) -> Option<T>
    where
        T::Wire: TryFrom<i32>,
    {
        self.choice(name, value, T::from_wire)
    }

    fn decision(
        &mut self,
        name: &str,
        value: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<DecisionRef> {
        self.message(name, value, |fields, value| decision(fields, value, today))
    }

    fn optional_decision(
        &mut self,
        value: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<Option<DecisionRef>> {
        self.optional_message("decision_ref", value, |fields, value| decision(fields, value, today))
    }

    fn act(
        &mut self,
        occurred_on: &str,
        decision: Option<&wire::DecisionRef>,
        today: NaiveDate,
    ) -> Option<Act> {
        let occurred_on = self.past_date("occurred_on", occurred_on, today);
        let decision = self.decision("decision_ref", decision, today);
        Some(Act { occurred_on: occurred_on?, decision: decision? })
    }

    fn evidence(
        &mut self,
        name: &str,
        value: Option<&wire::EvidenceRef>,
        today: NaiveDate,
    ) -> Option<EvidenceRef> {
        self.message(name, value, |fields, value| {
            let number_symbol = fields.text("number_symbol", &value.number_symbol, NUMBER_SYMBOL);
            let issued_on = fields.past_date("issued_on", &value.issued_on, today);
            let issuer_id = fields.uuid("issuer_id", &value.issuer_id);
            let file_sha256 = fields.optional_sha256("file_sha256", &value.file_sha256);
            Some(EvidenceRef {
                number_symbol: number_symbol?,
                issued_on: issued_on?,
                issuer_id: issuer_id?,
                file_sha256: file_sha256?,
            })
        })
    }

    fn name(&mut self, full: &str, short: &str) -> Option<Name> {
        let full = self.text("full_name", full, NAME);
        let short = self.optional_text("short_name", short, NAME);
        Some(Name { full: full?, short: short? })
    }

    fn work(&mut self, scope: i32, territory: &str, science: i32, main: &str) -> Option<Work> {
        let scope = self.chosen("scope", scope);
        let territory = self.unit("territory_unit_id", territory);
        let science_field = self.chosen("science_field", science);
        let main_field = self.text("main_field", main, NAME);
        Some(Work {
            scope: scope?,
            territory: territory?,
            science_field: science_field?,
            main_field: main_field?,
        })
    }

    fn attendance(&mut self, value: Option<&wire::Attendance>) -> Option<Attendance> {
        self.message("attendance", value, |fields, value| {
            let called = fields.count("called", value.called, MOST_PEOPLE);
            let present = fields.count("present", value.present, MOST_PEOPLE);
            Some(Attendance { called: called?, present: present? })
        })
    }

    fn term(&mut self, value: Option<&wire::Term>) -> Option<Term> {
        self.message("term", value, term)
    }

    fn optional_term(&mut self, value: Option<&wire::Term>) -> Option<Option<Term>> {
        self.optional_message("term", value, term)
    }
}

fn decision(
    fields: &mut Fields,
    value: &wire::DecisionRef,
    today: NaiveDate,
) -> Option<DecisionRef> {
    let number_symbol = fields.text("number_symbol", &value.number_symbol, NUMBER_SYMBOL);
    let issued_on = fields.past_date("issued_on", &value.issued_on, today);
    let issuer_unit_id = fields.unit("issuer_unit_id", &value.issuer_unit_id);
    Some(DecisionRef {
        number_symbol: number_symbol?,
        issued_on: issued_on?,
        issuer_unit_id: issuer_unit_id?,
    })
}

fn term(fields: &mut Fields, value: &wire::Term) -> Option<Term> {
    let from = fields.date("from", &value.from);
    let to = fields.date("to", &value.to);
    Some(Term { from: from?, to: to? })
}

/// What a request says of an association, where it has all of these fields.
macro_rules! profile {
    ($fields:expr, $request:expr) => {{
        let name = $fields.name(&$request.full_name, &$request.short_name);
        let work = $fields.work(
            $request.scope,
            &$request.territory_unit_id,
            $request.science_field,
            &$request.main_field,
        );
        let mass = $request.mass_association;
        name.zip(work).map(|(name, work)| Profile { name, work, mass })
    }};
}
pub(super) use profile;
