//! The matrix: how far each item is in each unit.

use std::collections::{BTreeMap, BTreeSet};

use chassis::fields::Page;
use contracts::projection::v1 as wire;
use uuid::Uuid;

use super::answers::{Writing, item_state, role};
use crate::domain::facts::UnitId;
use crate::domain::plan::{Bearer, DutyRole, Plan, PlanItem};
use crate::domain::progress::{ItemState, Question, roles, state};

/// The place of a unit among the rows: its name, and its id.
pub type Place = (String, Uuid);

pub fn item(item: &PlanItem<'_>, state: ItemState) -> wire::MatrixItem {
    wire::MatrixItem {
        code: item.code.to_owned(),
        short_title: item.item.short_title.clone(),
        state: item_state(state).into(),
    }
}

impl Writing<'_, '_> {
    /// A page of rows, and the token of the next one.
    pub fn rows(
        &self,
        question: &Question,
        (plan, items): (&Plan<'_>, &[(&PlanItem<'_>, ItemState)]),
        asked: &[UnitId],
        page: &Page<Place>,
    ) -> (Vec<wire::MatrixRow>, String) {
        let units = match asked.is_empty() {
            true => bearers(items),
            false => asked.iter().copied().collect(),
        };
        let rows: BTreeMap<Place, wire::Unit> = units
            .into_iter()
            .map(|unit| (unit, self.unit(unit)))
            .map(|(unit, shown)| ((shown.name.clone(), unit.0), shown))
            .collect();
        let rows = rows
            .into_iter()
            .filter(|(place, _)| page.after.as_ref().is_none_or(|after| after < place));
        // Only what is shown is counted, and one more place to know whether there is another page.
        let (rows, next) = page.cut(
            rows.take(page.size + 1)
                .map(|(place, unit)| (place.clone(), (place.1, unit)))
                .collect(),
        );
        let rows = rows.into_iter().map(|(id, unit)| {
            let asked = Question { unit: Some(UnitId(id)), ..question.clone() };
            let cells = items.iter().map(|(item, _)| self.cell(&asked, UnitId(id), plan, item));
            wire::MatrixRow { unit: Some(unit), cells: cells.collect() }
        });
        (rows.collect(), next)
    }

    fn cell(
        &self,
        asked: &Question,
        unit: UnitId,
        plan: &Plan<'_>,
        item: &PlanItem<'_>,
    ) -> wire::MatrixCell {
        let roles = roles(self.scene, item, unit).into_iter().map(|it| role(it).into());
        let state = item_state(state(self.scene, asked, plan, item)).into();
        wire::MatrixCell { state, roles: roles.collect() }
    }
}

/// The units that lead or coordinate one of these items.
fn bearers(items: &[(&PlanItem<'_>, ItemState)]) -> BTreeSet<UnitId> {
    let duties = items.iter().flat_map(|(item, _)| &item.duties);
    let units =
        duties.filter(|duty| duty.role != DutyRole::Receive).filter_map(|duty| match duty.bearer {
            Bearer::Unit(unit) => Some(*unit),
            Bearer::Group(_) => None,
        });
    units.collect()
}
