//! `hoitu plan`: what the plan says, word for word, and who has which part in it.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::Unit;
use contracts::reporting::v1 as proto;
use proto::bearer::Bearer;
use proto::plan_service_client::PlanServiceClient;

use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::table::wrap;
use crate::{units, wording};

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Nguyên văn kế hoạch, hoặc chỉ một mục, và trách nhiệm của các đơn vị
    Show {
        /// Mã mục như II.4.b, hoặc phần như II.4; để trống là cả kế hoạch
        #[arg(default_value = "", hide_default_value = true, value_name = "MỤC")]
        code: String,
        #[command(flatten)]
        moment: Moment,
    },
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let What::Show { code, moment } = asked.what;
    let read_at = moment.read_at();
    let plan_id = in_force_on(session, &read_at).await?;
    let mut client = PlanServiceClient::new(session.connect(Context::Reporting).await?);
    let request = proto::GetPlanRequest { plan_id, read_at: Some(read_at.clone()), version: 0 };
    let mut answer = client.get_plan(request).await?.into_inner();
    if let Some(plan) = &mut answer.plan {
        keep_only(plan, &code)?;
    }
    let plan = answer.plan.clone().unwrap_or_default();
    let names = names(session, &plan, &read_at).await?;
    session.output.print(
        |width| text(&plan, &names, width),
        || json("hoitu.reporting.v1.GetPlanResponse", &answer),
    )
}

/// The id of the plan that came into force last among those in force at a moment.
pub async fn in_force_on(session: &Session, read_at: &ReadAt) -> Result<String, Failure> {
    let mut client = PlanServiceClient::new(session.connect(Context::Reporting).await?);
    let plans = whole(async |page_token| {
        let request = proto::ListPlansRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            state: proto::PlanState::Unspecified.into(),
        };
        client.list_plans(request).await
    });
    in_force(&plans.await?.plans).ok_or_else(|| Failure::Absent {
        what: "chưa có kế hoạch nào có hiệu lực vào ngày hỏi".to_owned(),
        look: "hỏi ngày khác bằng --as-of",
    })
}

/// The plan that came into force last among those still in force.
fn in_force(plans: &[proto::PlanSummary]) -> Option<String> {
    let alive = plans.iter().filter(|plan| match plan.state() {
        proto::PlanState::InForce | proto::PlanState::UnderReview => true,
        proto::PlanState::Unspecified
        | proto::PlanState::Concluded
        | proto::PlanState::Superseded => false,
    });
    alive.max_by_key(|plan| &plan.effective_on).map(|plan| plan.plan_id.clone())
}

/// Units are of membership; without it the plan can still be read, by their ids.
async fn names(
    session: &Session,
    plan: &proto::Plan,
    read_at: &ReadAt,
) -> Result<BTreeMap<String, String>, Failure> {
    let parts = plan.items.iter().flat_map(|item| &item.responsibilities);
    let bearers = parts.filter_map(|part| part.bearer.as_ref()?.bearer.as_ref());
    let units = bearers.filter_map(|bearer| match bearer {
        Bearer::UnitId(id) => Some(id.clone()),
        Bearer::GroupName(_) => None,
    });
    let units = match units::by_id(session, units.collect(), read_at).await {
        Err(failure) if failure.exit_code() == 3 => BTreeMap::new(),
        answer => answer?,
    };
    Ok(units.into_iter().map(|(id, unit)| (id, name(unit))).collect())
}

fn name(unit: Unit) -> String {
    match unit.ended_on.as_str() {
        "" => unit.full_name,
        ended_on => format!("{}, không còn từ {}", unit.full_name, wording::day(ended_on)),
    }
}

fn keep_only(plan: &mut proto::Plan, code: &str) -> Result<(), Failure> {
    if code.is_empty() {
        return Ok(());
    }
    let belongs = |found: &str| found == code || found.starts_with(&format!("{code}."));
    plan.items.retain(|item| item.item.as_ref().is_some_and(|item| belongs(&item.code)));
    if plan.items.is_empty() {
        return Err(Failure::Absent {
            what: format!("kế hoạch không có mục {code}"),
            look: "xem các mục bằng `hoitu plan show`",
        });
    }
    let items: Vec<String> = plan
        .items
        .iter()
        .filter_map(|item| item.item.as_ref())
        .map(|item| item.code.clone())
        .collect();
    plan.sections.retain(|section| items.iter().any(|item| section_of(item) == section.code));
    Ok(())
}

fn text(plan: &proto::Plan, names: &BTreeMap<String, String>, width: usize) -> String {
    let mut lines = Lines { text: String::new(), width };
    if let Some(document) = &plan.document {
        lines.paragraph("", &format!("{} {}", document.document_type, document.subject_line));
        let number = match document.number_symbol.as_str() {
            "" => "chưa rõ số".to_owned(),
            number => format!("số {number}"),
        };
        let state = format!(
            "{number}; {} từ {}; bản {}",
            state(plan.state()),
            wording::day(&plan.state_since),
            plan.version,
        );
        lines.paragraph("", &state);
    }
    let mut section = "";
    for item in &plan.items {
        let Some(says) = &item.item else { continue };
        if section_of(&says.code) != section {
            section = section_of(&says.code);
            if let Some(found) = plan.sections.iter().find(|found| found.code == section) {
                lines.blank();
                lines.paragraph("", &format!("{}  {}", found.code, found.heading));
            }
        }
        lines.blank();
        lines.paragraph("", &format!("{}  {}", says.code, says.short_title));
        lines.paragraph("    ", &says.text);
        for part in &item.responsibilities {
            lines.paragraph("    ", &responsibility(part, names));
        }
    }
    lines.text
}

/// `II.4.b` and `II.4` stand in `II.4` and `II`.
fn section_of(item_code: &str) -> &str {
    item_code.rsplit_once('.').map_or("", |(section, _)| section)
}

fn responsibility(part: &proto::Responsibility, names: &BTreeMap<String, String>) -> String {
    let who = match part.bearer.as_ref().and_then(|bearer| bearer.bearer.as_ref()) {
        Some(Bearer::UnitId(id)) => names.get(id).unwrap_or(id),
        Some(Bearer::GroupName(name)) => name,
        None => "",
    };
    let role = match part.role() {
        proto::ResponsibilityRole::Unspecified => "",
        proto::ResponsibilityRole::Lead => "Chủ trì",
        proto::ResponsibilityRole::Coordinate => "Phối hợp",
        proto::ResponsibilityRole::Receive => "Nhận báo cáo",
    };
    let basis = match part.basis() {
        proto::Basis::Unspecified => "",
        proto::Basis::Stated => "kế hoạch nêu",
        proto::Basis::Inferred => "suy ra từ kế hoạch",
        proto::Basis::AssignedLater => "giao sau",
    };
    let until = match part.valid_to.as_str() {
        "" => String::new(),
        day => format!(", đến trước {}", wording::day(day)),
    };
    format!("{role}: {who} ({basis}, từ {}{until})", wording::day(&part.valid_from))
}

fn state(state: proto::PlanState) -> &'static str {
    match state {
        proto::PlanState::Unspecified => "không rõ trạng thái",
        proto::PlanState::InForce => "có hiệu lực",
        proto::PlanState::UnderReview => "đang sơ kết, tổng kết",
        proto::PlanState::Concluded => "đã kết thúc",
        proto::PlanState::Superseded => "đã được thay thế",
    }
}

struct Lines {
    text: String,
    width: usize,
}

impl Lines {
    fn paragraph(&mut self, indent: &str, text: &str) {
        for line in wrap(text, self.width - indent.len()) {
            if !line.is_empty() {
                self.text.push_str(indent);
            }
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(code: &str, title: &str, text: &str) -> proto::PlanItem {
        proto::PlanItem {
            item: Some(proto::ItemText {
                code: code.to_owned(),
                kind: proto::ItemKind::Task.into(),
                short_title: title.to_owned(),
                text: text.to_owned(),
            }),
            text_version: 1,
            responsibilities: vec![proto::Responsibility {
                bearer: Some(proto::Bearer { bearer: Some(Bearer::UnitId("7".to_owned())) }),
                role: proto::ResponsibilityRole::Lead.into(),
                basis: proto::Basis::Inferred.into(),
                valid_from: "2021-06-11".to_owned(),
                ..Default::default()
            }],
        }
    }

    fn plan() -> proto::Plan {
        let section = |code: &str, heading: &str| proto::PlanSection {
            code: code.to_owned(),
            heading: heading.to_owned(),
        };
        proto::Plan {
            state: proto::PlanState::InForce.into(),
            state_since: "2021-06-11".to_owned(),
            version: 1,
            document: Some(proto::PlanDocument {
                document_type: "KẾ HOẠCH".to_owned(),
                subject_line: "thực hiện Kết luận số 93-KL/TW".to_owned(),
                ..Default::default()
            }),
            sections: vec![section("II.4", "Về tổ chức"), section("III", "Tổ chức thực hiện")],
            items: vec![
                item(
                    "II.4.b",
                    "Phát triển hội viên",
                    "Tích cực vận động thành lập các hội chuyên ngành.",
                ),
                item("III.1", "Cụ thể hóa", "Các cấp ủy phổ biến, quán triệt."),
            ],
            ..Default::default()
        }
    }

    #[test]
    fn an_item_is_shown_word_for_word_with_who_has_a_part_in_it() {
        let names =
            BTreeMap::from([("7".to_owned(), "Liên hiệp các Hội KH&KT tỉnh Hải Dương".to_owned())]);
        let mut plan = plan();
        keep_only(&mut plan, "II.4").unwrap();
        assert_eq!(
            text(&plan, &names, 100),
            "\
KẾ HOẠCH thực hiện Kết luận số 93-KL/TW
chưa rõ số; có hiệu lực từ 11/06/2021; bản 1

II.4  Về tổ chức

II.4.b  Phát triển hội viên
    Tích cực vận động thành lập các hội chuyên ngành.
    Chủ trì: Liên hiệp các Hội KH&KT tỉnh Hải Dương (suy ra từ kế hoạch, từ 11/06/2021)
",
        );
    }

    #[test]
    fn an_item_that_the_plan_does_not_have_is_refused() {
        assert_eq!(
            keep_only(&mut plan(), "II.4.x").unwrap_err().to_string(),
            "kế hoạch không có mục II.4.x"
        );
        let mut whole = plan();
        keep_only(&mut whole, "").unwrap();
        assert_eq!(whole.items.len(), 2);
    }
}
