//! One question at one moment of what is known.

use std::sync::Arc;
use std::time::Duration;

use chassis::fields::Page;
use chassis::grpc::{query_status, timestamp};
use chrono::{DateTime, Months, Utc};
use contracts::ledger::v1::{ReadAt, ReadInfo};
use contracts::projection::v1 as wire;
use tokio::time::Instant;
use tonic::Status;

use super::answers::{self, Writing};
use super::coordinates::Coordinates;
use super::explanation::{Parts, explain};
use super::{DOMAIN, matrix, source_watermark};
use crate::domain::facts::{Facts, UnitId};
use crate::domain::formulas::{self, Scene};
use crate::domain::plan::Plan;
use crate::domain::progress::{self, Progress, Question, Scope};
use crate::known::{Knowledge, Known};

/// Left for the answer to travel: whoever waits longer for a view is told so by nobody.
const MARGIN: Duration = Duration::from_millis(200);
/// The longest a question waits for the view, also where its caller has more time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Until when a view may be waited for.
pub fn before(deadline: Instant) -> Instant {
    deadline.min(Instant::now() + PATIENCE).checked_sub(MARGIN).unwrap_or(deadline)
}

/// What is known, with what the caller has seen already.
pub async fn known(
    knowledge: &Knowledge,
    deadline: Instant,
    asked: &Coordinates,
) -> Result<Known, Status> {
    let at_least = &asked.read_at.at_least;
    let known = knowledge.now(at_least, before(deadline)).await;
    known.map_err(|error| query_status(&DOMAIN, error))
}

/// A question, the facts it is asked of, and up to where they are true.
pub struct Moment<'k> {
    known: &'k Known,
    facts: Arc<Facts>,
    asked: Coordinates,
    question: Question,
    stale_after: Months,
}

impl<'k> Moment<'k> {
    pub fn new(known: &'k Known, asked: Coordinates, stale_after: Months) -> Result<Self, Status> {
        let facts = known.at(asked.read_at.known_at);
        Self::of(known, facts, asked, stale_after)
    }

    /// Asks the question of some of the facts.
    pub fn of(
        known: &'k Known,
        facts: Arc<Facts>,
        asked: Coordinates,
        stale_after: Months,
    ) -> Result<Self, Status> {
        let question = asked.question(known.parked_types());
        let question = question.ok_or_else(|| DOMAIN.no_such("period", asked.read_at.as_of))?;
        Ok(Self { known, facts, asked, question, stale_after })
    }

    fn scene(&self) -> Scene<'_> {
        Scene::of(&self.facts, self.asked.read_at.structure_on, self.stale_after)
    }

    pub fn progress(&self) -> Result<wire::GetProgressResponse, Status> {
        let scene = self.scene();
        let writing = self.writing(&scene);
        let Progress { plan, items } = self.answered(&scene)?;
        Ok(wire::GetProgressResponse {
            items: items.iter().map(|it| writing.item(&plan.items[it.place], it)).collect(),
            plan: Some(answers::plan(&plan)),
            window: Some(writing.window(self.question.window)),
            unit: self.question.unit.map(|unit| writing.unit(unit)),
            read_info: Some(self.read_info()),
        })
    }

    /// How far each item is in some units; `asked` names them, or else all that have to do with an item.
    pub fn matrix(
        &self,
        asked: &[UnitId],
        page: &Page<matrix::Place>,
    ) -> Result<wire::GetMatrixResponse, Status> {
        let scene = self.scene();
        let Progress { plan, items } = self.answered(&scene)?;
        if let Some(unknown) = asked.iter().find(|unit| !scene.structure.knows(**unit)) {
            return Err(DOMAIN.no_such("unit", unknown));
        }
        let writing = self.writing(&scene);
        let shown: Vec<_> = items.iter().map(|it| (&plan.items[it.place], it.state)).collect();
        let (rows, next_page_token) = writing.rows(&self.question, (&plan, &shown), asked, page);
        Ok(wire::GetMatrixResponse {
            plan: Some(answers::plan(&plan)),
            window: Some(writing.window(self.question.window)),
            items: shown.iter().map(|(item, state)| matrix::item(item, *state)).collect(),
            rows,
            next_page_token,
            read_info: Some(self.read_info()),
        })
    }

    fn answered<'s>(&self, scene: &Scene<'s>) -> Result<Progress<'s>, Status> {
        self.known_unit(scene)?;
        let progress = progress::progress(scene, &self.question);
        let progress = progress.ok_or_else(|| self.no_plan())?;
        let codes: Vec<_> = progress.plan.items.iter().map(|item| item.code).collect();
        let unknown = self.question.items.iter().find(|code| !codes.contains(&code.as_str()));
        match unknown {
            Some(code) => Err(DOMAIN.no_such("plan_item", code)),
            None => Ok(progress),
        }
    }

    /// The formula as stated, the figure, and the facts behind it.
    pub fn explanation(
        &self,
        code: &str,
        identifier: Option<&str>,
    ) -> Result<wire::ExplainResponse, Status> {
        let scene = self.scene();
        let writing = self.writing(&scene);
        self.known_unit(&scene)?;
        let plan = Plan::on(scene.facts, self.question.plan, self.question.as_of);
        let plan = plan.ok_or_else(|| self.no_plan())?;
        let mut indicators = plan.items.iter().flat_map(|item| &item.indicators);
        let (code, indicator) = indicators
            .find(|(known, _)| *known == code)
            .ok_or_else(|| DOMAIN.no_such("indicator", code))?;
        let mut quantities = indicator.quantities.iter();
        let quantity = quantities
            .find(|quantity| identifier.is_none_or(|wanted| wanted == quantity.identifier))
            .ok_or_else(|| DOMAIN.no_such("quantity", identifier.unwrap_or_default()))?;

        let (scope, measures) = (self.scope(&plan), (*code, *indicator));
        let figure = progress::figure(&scene, &self.question, plan.id, measures, quantity);
        let formula = formulas::find(&quantity.identifier, indicator.formula_version);
        let Parts { contributions, left_out, awaiting } =
            formula.map(|formula| self.parts(&writing, (formula, scope))).unwrap_or_default();
        Ok(wire::ExplainResponse {
            figure: Some(writing.figure(&figure)),
            window: Some(writing.window(self.question.window)),
            unit: self.question.unit.map(|unit| writing.unit(unit)),
            formula_text: indicator.formula.clone(),
            contributions,
            left_out,
            awaiting,
            read_info: Some(self.read_info()),
        })
    }

    fn parts(&self, writing: &Writing<'_, '_>, formula: (&formulas::Formula, Scope)) -> Parts {
        let parked = &self.known.parked;
        let Some(known_at) = self.asked.read_at.known_at else {
            return explain(writing, &self.question, formula, None, parked);
        };
        let structure_on = self.asked.read_at.structure_on;
        let all = Scene::of(&self.known.facts, structure_on, self.stale_after);
        explain(writing, &self.question, formula, Some((&all, known_at)), parked)
    }

    fn scope(&self, plan: &Plan<'_>) -> Scope {
        Scope { plan: plan.id, unit: self.question.unit }
    }

    fn writing<'s, 'a>(&self, scene: &'s Scene<'a>) -> Writing<'s, 'a> {
        let read_at = &self.asked.read_at;
        Writing { scene, as_of: read_at.as_of, structure_on: read_at.structure_on }
    }

    fn known_unit(&self, scene: &Scene<'_>) -> Result<(), Status> {
        match self.question.unit.filter(|unit| !scene.structure.knows(*unit)) {
            Some(unit) => Err(DOMAIN.no_such("unit", unit)),
            None => Ok(()),
        }
    }

    fn no_plan(&self) -> Status {
        match self.question.plan {
            Some(plan) => DOMAIN.no_such("plan", plan.0),
            None => DOMAIN.no_such("plan_in_force", self.question.as_of),
        }
    }

    pub fn read_info(&self) -> ReadInfo {
        read_info(self.known, &self.asked)
    }
}

/// Up to where an answer is true. Asked again with the moment it echoes, over ledgers read so far, the
/// question has the same answer.
pub fn read_info(known: &Known, asked: &Coordinates) -> ReadInfo {
    let known_at: Option<DateTime<Utc>> = asked.read_at.known_at.or(known.recorded_until());
    let read_at = ReadAt { known_at: known_at.map(timestamp), ..asked.read_at.to_wire() };
    ReadInfo {
        read_at: Some(read_at),
        watermarks: known.mark.watermarks.iter().map(source_watermark).collect(),
        unreachable: known.unreachable.iter().map(|source| (*source).to_owned()).collect(),
        projection_version: known.mark.projection.clone(),
        parked_streams: known.mark.parked_streams,
    }
}
