//! What stands in a plan that is in force: its headings, the days of its items, and who has which part
//! until when. Texts are not here: no decision depends on them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::document::{
    Assignment, Basis, Bearer, Change, Document, IssuedItem, Responsibility, Role, Section,
};
use super::{Event, Rejection, not_before};
use crate::domain::{DecisionRef, ItemCode, SectionCode, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    version: u32,
    /// The first day of that version.
    effective_on: NaiveDate,
    sections: BTreeSet<SectionCode>,
    /// Also those withdrawn: a code is never used again.
    items: BTreeMap<ItemCode, Days>,
    /// With the first day without it.
    assignments: BTreeMap<Assignment, Option<NaiveDate>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Days {
    defined_on: NaiveDate,
    withdrawn_on: Option<NaiveDate>,
}

pub(super) fn issue(
    document: Document,
    effective_on: NaiveDate,
    sections: Vec<Section>,
    items: Vec<IssuedItem>,
) -> Result<Vec<Event>, Rejection> {
    if document.issued_on.is_some_and(|issued_on| issued_on > effective_on) {
        return Err(Rejection::IssuedLater);
    }
    if items.is_empty() {
        return Err(Rejection::NoItems);
    }
    let mut draft = Draft::new(Standing::issued(effective_on, &[]));
    for section in &sections {
        draft.add_section(section)?;
    }
    draft.events.push(Event::Issued { document, effective_on, sections });
    for item in items {
        draft.add_item(item, None)?;
    }
    Ok(draft.events)
}

impl Standing {
    pub(super) fn issued(effective_on: NaiveDate, sections: &[Section]) -> Self {
        Self {
            version: 1,
            effective_on,
            sections: sections.iter().map(|section| section.code.clone()).collect(),
            items: BTreeMap::new(),
            assignments: BTreeMap::new(),
        }
    }

    pub(super) fn amend(
        &self,
        decision: &DecisionRef,
        effective_on: NaiveDate,
        changes: Vec<Change>,
    ) -> Result<Vec<Event>, Rejection> {
        not_before(self.effective_on, effective_on)?;
        if changes.is_empty() {
            return Err(Rejection::NothingAmended);
        }
        let version = self.version + 1;
        let mut draft = Draft::new(Self { version, effective_on, ..self.clone() });
        let mut added_sections = Vec::new();
        let mut touched = BTreeSet::new();
        for change in changes {
            if let Some(code) = change.item().filter(|code| !touched.insert((*code).clone())) {
                return Err(Rejection::ItemChangedTwice { code: code.clone() });
            }
            match change {
                Change::AddSection(section) => {
                    draft.add_section(&section)?;
                    added_sections.push(section);
                }
                Change::AddItem(item) => draft.add_item(item, Some(decision))?,
                Change::ReplaceItem(item) => {
                    draft.standing.item_on(&item.code, effective_on)?;
                    draft.say(Event::ItemReplaced { version, effective_on, item });
                }
                Change::WithdrawItem(code) => draft.withdraw(code, decision)?,
            }
        }
        let decision = decision.clone();
        let mut events = vec![Event::Amended { version, effective_on, decision, added_sections }];
        events.append(&mut draft.events);
        Ok(events)
    }

    pub(super) fn assign(
        &self,
        item: ItemCode,
        responsibility: Responsibility,
        decision: Option<DecisionRef>,
    ) -> Result<Vec<Event>, Rejection> {
        let mut draft = Draft::new(self.clone());
        draft.assign(item, responsibility, decision)?;
        Ok(draft.events)
    }

    pub(super) fn end(
        &self,
        assignment: Assignment,
        ended_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    ) -> Result<Vec<Event>, Rejection> {
        if ended_on < assignment.valid_from {
            return Err(Rejection::EndsBeforeItBegins);
        }
        match self.assignments.get(&assignment) {
            None => Err(Rejection::ResponsibilityNotFound),
            Some(Some(already)) if *already == ended_on => Ok(Vec::new()),
            Some(Some(already)) if *already < ended_on => {
                Err(Rejection::ResponsibilityEnded { ended_on: *already })
            }
            Some(_) => {
                let reason = Some(reason);
                Ok(vec![Event::ResponsibilityEnded { assignment, ended_on, decision, reason }])
            }
        }
    }

    /// Refuses unless the item is in the plan on that day, as far as has been decided.
    pub(super) fn item_on(&self, code: &ItemCode, day: NaiveDate) -> Result<(), Rejection> {
        let days = self.days_of(code)?;
        not_before(days.defined_on, day)?;
        match days.withdrawn_on {
            Some(withdrawn_on) if withdrawn_on <= day => {
                Err(Rejection::ItemWithdrawn { code: code.clone(), withdrawn_on })
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn holders_on(&self, day: NaiveDate) -> BTreeSet<(UnitId, Role)> {
        let held = self.assignments.iter().filter(|(assignment, valid_to)| {
            assignment.valid_from <= day && valid_to.is_none_or(|valid_to| day < valid_to)
        });
        let by_units = held.filter_map(|(assignment, _)| match &assignment.bearer {
            Bearer::Unit(unit) => Some((*unit, assignment.role)),
            Bearer::Group(_) => None,
        });
        by_units.collect()
    }

    fn days_of(&self, code: &ItemCode) -> Result<&Days, Rejection> {
        self.items.get(code).ok_or_else(|| Rejection::ItemNotInPlan { code: code.clone() })
    }

    fn is_used(&self, code: &str) -> bool {
        self.items.keys().any(|item| item.as_str() == code)
            || self.sections.iter().any(|section| section.as_str() == code)
    }

    pub(super) fn take_in(&mut self, event: &Event) {
        match event {
            Event::Amended { version, effective_on, added_sections, .. } => {
                self.version = *version;
                self.effective_on = *effective_on;
                self.sections.extend(added_sections.iter().map(|section| section.code.clone()));
            }
            Event::ItemDefined { effective_on, item, .. } => {
                let days = Days { defined_on: *effective_on, withdrawn_on: None };
                self.items.insert(item.code.clone(), days);
            }
            Event::ItemWithdrawn { effective_on, code, .. } => {
                if let Some(days) = self.items.get_mut(code) {
                    days.withdrawn_on = Some(*effective_on);
                }
            }
            Event::ResponsibilityAssigned { item, responsibility, .. } => {
                self.assignments
                    .insert(responsibility.assignment(item.clone()), responsibility.valid_to);
            }
            Event::ResponsibilityEnded { assignment, ended_on, .. } => {
                self.assignments.insert(assignment.clone(), Some(*ended_on));
            }
            Event::ItemReplaced { .. }
            | Event::Issued { .. }
            | Event::ReviewOpened { .. }
            | Event::ReviewClosed { .. }
            | Event::Concluded { .. }
            | Event::Superseded { .. } => {}
        }
    }
}

/// A decision in the making: each of its parts is checked against what the parts before it led to.
struct Draft {
    standing: Standing,
    events: Vec<Event>,
}

impl Draft {
    fn new(standing: Standing) -> Self {
        Self { standing, events: Vec::new() }
    }

    fn say(&mut self, event: Event) {
        self.standing.take_in(&event);
        self.events.push(event);
    }

    fn add_section(&mut self, section: &Section) -> Result<(), Rejection> {
        let code = section.code.clone();
        if self.standing.is_used(code.as_str()) {
            return Err(Rejection::SectionCodeUsed { code });
        }
        if let Some(parent) =
            code.parent().filter(|parent| !self.standing.sections.contains(parent))
        {
            return Err(Rejection::SectionMissing { code: parent });
        }
        self.standing.sections.insert(code);
        Ok(())
    }

    fn add_item(
        &mut self,
        issued: IssuedItem,
        decision: Option<&DecisionRef>,
    ) -> Result<(), Rejection> {
        let IssuedItem { item, responsibilities } = issued;
        let code = item.code.clone();
        if self.standing.is_used(code.as_str()) {
            return Err(Rejection::ItemCodeUsed { code });
        }
        if !self.standing.sections.contains(&code.section()) {
            return Err(Rejection::SectionMissing { code: code.section() });
        }
        let Standing { version, effective_on, .. } = self.standing;
        self.say(Event::ItemDefined { version, effective_on, item });
        for responsibility in responsibilities {
            self.assign(code.clone(), responsibility, decision.cloned())?;
        }
        Ok(())
    }

    fn withdraw(&mut self, code: ItemCode, decision: &DecisionRef) -> Result<(), Rejection> {
        let Standing { version, effective_on, .. } = self.standing;
        self.standing.item_on(&code, effective_on)?;
        let running: Vec<Assignment> = self
            .standing
            .assignments
            .iter()
            .filter(|(assignment, _)| assignment.item == code)
            .filter(|(_, valid_to)| valid_to.is_none_or(|valid_to| valid_to > effective_on))
            .map(|(assignment, _)| assignment.clone())
            .collect();
        self.say(Event::ItemWithdrawn { version, effective_on, code });
        for assignment in running {
            let ended_on = effective_on.max(assignment.valid_from);
            let decision = Some(decision.clone());
            self.say(Event::ResponsibilityEnded { assignment, ended_on, decision, reason: None });
        }
        Ok(())
    }

    fn assign(
        &mut self,
        item: ItemCode,
        responsibility: Responsibility,
        decision: Option<DecisionRef>,
    ) -> Result<(), Rejection> {
        let days = self.standing.days_of(&item)?;
        not_before(days.defined_on, responsibility.valid_from)?;
        if responsibility.valid_to.is_some_and(|to| to <= responsibility.valid_from) {
            return Err(Rejection::EndsBeforeItBegins);
        }
        if let Some(withdrawn_on) = days.withdrawn_on
            && responsibility.valid_to.is_none_or(|to| to > withdrawn_on)
        {
            return Err(Rejection::ItemWithdrawn { code: item, withdrawn_on });
        }
        if responsibility.basis == Basis::AssignedLater && decision.is_none() {
            return Err(Rejection::DecisionMissing);
        }
        let asked = responsibility.assignment(item.clone());
        let overlaps = self.standing.assignments.iter().any(|(other, valid_to)| {
            asked.is_same_part(other)
                && valid_to.is_none_or(|to| asked.valid_from < to && other.valid_from < to)
                && responsibility.valid_to.is_none_or(|to| other.valid_from < to)
        });
        if overlaps {
            return Err(Rejection::ResponsibilityOverlaps { code: item });
        }
        self.say(Event::ResponsibilityAssigned { item, responsibility, decision });
        Ok(())
    }
}

impl Change {
    /// The item it is about.
    fn item(&self) -> Option<&ItemCode> {
        match self {
            Self::AddSection(_) => None,
            Self::AddItem(IssuedItem { item, .. }) | Self::ReplaceItem(item) => Some(&item.code),
            Self::WithdrawItem(code) => Some(code),
        }
    }
}

impl Responsibility {
    fn assignment(&self, item: ItemCode) -> Assignment {
        let (bearer, role, valid_from) = (self.bearer.clone(), self.role, self.valid_from);
        Assignment { item, bearer, role, valid_from }
    }
}

impl Assignment {
    fn is_same_part(&self, other: &Self) -> bool {
        (&self.item, &self.bearer, self.role) == (&other.item, &other.bearer, other.role)
    }
}
