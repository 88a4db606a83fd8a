//! What judges and the committee do in a sample round: it follows from the draw and the codes of entries, which the
//! service draws, so that each step is planned from what the one before has led to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as proto;
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::Role;
use proto::Stage;
use proto::jury_service_client::JuryServiceClient;
use proto::score_sheet_service_client::ScoreSheetServiceClient;

use super::super::command::{Command, Kind};
use super::super::phases::Phase;
use super::super::sending::Sender;
use super::{following, jury_of, of_round, prizes, round_id};
use crate::data::{Contest, Points, PreliminaryDays};
use crate::failure::Failure;
use crate::offices::{OFFICES, Office};
use crate::paging::{PAGE_SIZE, whole};
use crate::settings::Context;

/// Who asks awards for it: who judges what is known only then.
pub fn asking() -> impl Iterator<Item = (&'static Office, Context)> {
    let offices = OFFICES.iter().filter(|office| office.is_of_contests());
    offices.map(|office| (office, Context::Awards))
}

/// All of it, in order.
pub async fn judge(sender: &Sender, contest: &Contest) -> Result<(), Failure> {
    let judged = Judged { sender, contest };
    let juries = judged.juries().await?;
    judged.all(juries.iter().map(|jury| judged.readied(jury))).await?;
    let days = &contest.days;
    if let Some(PreliminaryDays { opened, closed, advanced }) = days.preliminary {
        judged.stage(&juries, Stage::Preliminary, opened, closed).await?;
        let advance = proto::AdvanceEntriesRequest {
            round_id: round_id(contest),
            advanced_on: advanced.to_string(),
            ..Default::default()
        };
        judged.one(of_round(contest, "advanced", advanced, &advance)).await?;
    }
    judged.stage(&juries, Stage::Final, days.final_opened, days.final_closed).await?;
    prizes::award(sender, contest).await?;
    match &contest.national {
        Some(national) => following::follow(sender, contest, national).await,
        None => Ok(()),
    }
}

struct Judged<'s> {
    sender: &'s Sender,
    contest: &'s Contest,
}

/// A sheet, and whose it is.
struct Sheet {
    office: &'static Office,
    sheet: proto::ScoreSheet,
}

impl Judged<'_> {
    async fn all(&self, lanes: impl Iterator<Item = Vec<Command>>) -> Result<(), Failure> {
        self.sender.send_phase(Phase::of(lanes.collect())).await
    }

    async fn one(&self, command: Command) -> Result<(), Failure> {
        self.all(std::iter::once(vec![command])).await
    }

    fn read_at(&self) -> Option<ReadAt> {
        Some(self.sender.after_all(Context::Awards))
    }

    async fn juries(&self) -> Result<Vec<proto::Jury>, Failure> {
        let secretary = Office::with(Role::ContestSecretary);
        let line = self.sender.line_of(secretary, Context::Awards);
        let request = proto::ListJuriesRequest {
            round_id: round_id(self.contest),
            read_at: self.read_at(),
            page_size: PAGE_SIZE,
            page_token: String::new(),
        };
        let mut client = JuryServiceClient::new(line);
        let juries = whole(async |page_token| {
            client.list_juries(proto::ListJuriesRequest { page_token, ..request.clone() }).await
        });
        Ok(juries.await?.juries)
    }

    /// Everybody says that there is no conflict, then it is fixed.
    fn readied(&self, jury: &proto::Jury) -> Vec<Command> {
        let (round_id, jury_id) = (round_id(self.contest), &jury.jury_id);
        let days = &self.contest.days;
        let declared = jury.members.iter().filter_map(|member| {
            let request = proto::DeclareConflictsRequest {
                round_id: round_id.clone(),
                jury_id: jury_id.clone(),
                ..Default::default()
            };
            let office = Office::named(&member.judge)?;
            let asks = format!("no conflict of {}", member.judge);
            Some(self.of_jury(jury, &asks, &request).by(office))
        });
        let freeze = proto::FreezeJuryRequest {
            round_id: round_id.clone(),
            jury_id: jury_id.clone(),
            frozen_on: days.juries_formed.to_string(),
            ..Default::default()
        };
        declared.chain([self.of_jury(jury, "frozen", &freeze)]).collect()
    }

    fn of_jury<R: CommandRequest>(&self, jury: &proto::Jury, asks: &str, request: &R) -> Command {
        let resource = jury_of(self.contest, &jury.field_code);
        Command::new(Kind::Jury, resource, asks, self.contest.days.juries_formed, request)
    }

    /// Drawn, opened, scored, closed.
    async fn stage(
        &self,
        juries: &[proto::Jury],
        stage: Stage,
        opened: NaiveDate,
        closed: NaiveDate,
    ) -> Result<(), Failure> {
        let name = stage.as_str_name();
        let drawn = |jury: &proto::Jury| {
            let draw = proto::DrawAssignmentsRequest {
                round_id: round_id(self.contest),
                jury_id: jury.jury_id.clone(),
                stage: stage.into(),
                ..Default::default()
            };
            vec![self.of_jury(jury, &format!("{name} drawn"), &draw)]
        };
        self.all(juries.iter().map(drawn)).await?;
        let open = proto::OpenStageRequest {
            round_id: round_id(self.contest),
            stage: stage.into(),
            opened_on: opened.to_string(),
            ..Default::default()
        };
        self.one(of_round(self.contest, &format!("{name} opened"), opened, &open)).await?;
        let sheets = self.sheets(juries, stage).await?;
        self.all(self.scored(sheets, stage, opened).into_iter()).await?;
        let close = proto::CloseStageRequest {
            round_id: round_id(self.contest),
            stage: stage.into(),
            closed_on: closed.to_string(),
            ..Default::default()
        };
        self.one(of_round(self.contest, &format!("{name} closed"), closed, &close)).await
    }

    /// Those of all judges.
    async fn sheets(&self, juries: &[proto::Jury], stage: Stage) -> Result<Vec<Sheet>, Failure> {
        let judges: BTreeSet<_> =
            juries.iter().flat_map(|jury| &jury.members).map(|member| &member.judge).collect();
        let mut all = Vec::new();
        for office in judges.into_iter().filter_map(|judge| Office::named(judge)) {
            let line = self.sender.line_of(office, Context::Awards);
            let mut client = ScoreSheetServiceClient::new(line);
            let request = proto::ListOwnSheetsRequest {
                round_id: round_id(self.contest),
                read_at: self.read_at(),
                page_size: PAGE_SIZE,
                stage: stage.into(),
                ..Default::default()
            };
            let own = whole(async |page_token| {
                let request = proto::ListOwnSheetsRequest { page_token, ..request.clone() };
                client.list_own_sheets(request).await
            });
            all.extend(own.await?.sheets.into_iter().map(|sheet| Sheet { office, sheet }));
        }
        Ok(all)
    }

    /// A lane for each sheet.
    fn scored(&self, sheets: Vec<Sheet>, stage: Stage, on: NaiveDate) -> Vec<Vec<Command>> {
        let mut by_entry: BTreeMap<u32, Vec<Sheet>> = BTreeMap::new();
        for sheet in sheets {
            if let Some(entry) = self.contest.entry_of(&sheet.sheet.entry_title) {
                by_entry.entry(entry).or_default().push(sheet);
            }
        }
        let of_entry = |(entry, sheets): (u32, Vec<Sheet>)| {
            let points = self.contest.sheets(entry, stage, sheets.len())?;
            let lane = |(sheet, points)| self.said(entry, sheet, points, stage, on);
            Some(sheets.iter().zip(points).map(lane).collect::<Vec<_>>())
        };
        by_entry.into_iter().filter_map(of_entry).flatten().collect()
    }

    fn said(
        &self,
        entry: u32,
        of: &Sheet,
        total: Points,
        stage: Stage,
        on: NaiveDate,
    ) -> Vec<Command> {
        let (round_id, sheet_id) = (round_id(self.contest), of.sheet.sheet_id.clone());
        let save = proto::SaveSheetDraftRequest {
            round_id: round_id.clone(),
            sheet_id: sheet_id.clone(),
            scores: self.scores(total, stage),
            ..Default::default()
        };
        let submit = proto::SubmitSheetRequest {
            round_id: round_id.clone(),
            sheet_id: sheet_id.clone(),
            ..Default::default()
        };
        let sign = proto::SignSheetRequest { round_id, sheet_id, ..Default::default() };
        let (code, name) = (&self.contest.code, stage.as_str_name());
        let resource = format!("sheet {code}/{entry:03} {name} {}", of.office.capacity);
        self.sender.begins(resource.clone(), &of.sheet.etag);
        vec![
            Command::new(Kind::Sheet, resource.clone(), "saved", on, &save).by(of.office),
            Command::new(Kind::Sheet, resource.clone(), "handed in", on, &submit).by(of.office),
            Command::new(Kind::Sheet, resource, "signed", on, &sign).by(of.office),
        ]
    }

    fn scores(&self, total: Points, stage: Stage) -> Vec<proto::CriterionScore> {
        let mut stages = self.contest.ruleset.stages.iter();
        let Some(rules) = stages.find(|rules| rules.stage() == stage) else { return Vec::new() };
        let points = |text: &String| text.parse().unwrap_or_default();
        let most: Vec<Points> = rules.criteria.iter().map(|it| points(&it.most_points)).collect();
        let shares = total.shared_out(&most, points(&rules.step));
        let score = |(criterion, points): (&proto::Criterion, Points)| proto::CriterionScore {
            criterion_code: criterion.code.clone(),
            points: points.to_string(),
            remark: String::new(),
        };
        rules.criteria.iter().zip(shares).map(score).collect()
    }
}
