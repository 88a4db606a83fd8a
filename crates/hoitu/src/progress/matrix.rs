//! `hoitu progress matrix`: how far each unit is in each item.

use clap::Args;
use contracts::projection::v1 as proto;
use proto::progress_service_client::ProgressServiceClient;

use super::{When, figures, overview};
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, wrap, wrapped};
use crate::units;

/// Which part of the matrix.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    when: When,
    /// Chỉ các đơn vị này (mã như HD.BTG, hoặc UUID); mặc định mọi đơn vị chủ trì hoặc phối hợp
    #[arg(long = "unit", value_name = "MÃ")]
    units: Vec<String>,
    /// Chỉ các mục này, như II.4.b
    #[arg(long = "item", value_name = "MỤC")]
    items: Vec<String>,
}

pub async fn run(session: &Session, asked: Asked) -> Result<(), Failure> {
    let mut unit_ids = Vec::new();
    for unit in &asked.units {
        unit_ids.push(units::id_of(session, unit, asked.when.read_at()).await?);
    }
    let mut client = ProgressServiceClient::new(session.connect(Context::Projection).await?);
    let request = proto::GetMatrixRequest {
        read_at: Some(asked.when.read_at()),
        plan_id: String::new(),
        period: asked.when.period(),
        unit_ids,
        item_codes: asked.items,
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        client.get_matrix(proto::GetMatrixRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| matrix(&answer, width),
        || json("hoitu.projection.v1.GetMatrixResponse", &answer),
    )
}

/// A heading for each unit, and under it the items in which it has something to do.
fn matrix(answer: &proto::GetMatrixResponse, width: usize) -> String {
    let mut text = String::new();
    let mut head = overview::head_of(answer.plan.as_ref());
    let info = answer.read_info.as_ref();
    head.push(figures::moment(answer.window.as_ref(), None, info));
    head.push(figures::watermarks(info));
    for part in head.iter().flat_map(|line| wrap(line, width)) {
        text.push_str(&part);
        text.push('\n');
    }
    let mut table = Table::new([left("Mục"), wrapped("Tên"), left("Vai trò"), left("Tình trạng")]);
    table.heading("", "Toàn tỉnh", "");
    for item in &answer.items {
        let state = figures::item_state(item.state()).to_owned();
        table.row([format!("  {}", item.code), item.short_title.clone(), String::new(), state]);
    }
    for row in &answer.rows {
        let name = row.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
        table.heading("", name, "");
        let cells = answer.items.iter().zip(&row.cells);
        for (item, cell) in cells.filter(|(_, cell)| cell.state() != NOT_APPLICABLE) {
            let state = figures::item_state(cell.state()).to_owned();
            table.row([format!("  {}", item.code), item.short_title.clone(), roles(cell), state]);
        }
    }
    text.push('\n');
    text.push_str(&table.render(width));
    text
}

const NOT_APPLICABLE: proto::ItemState = proto::ItemState::NotApplicable;

/// An item without a role is there because the plan may mean the unit in words.
fn roles(cell: &proto::MatrixCell) -> String {
    let words = cell.roles().filter_map(|role| match role {
        proto::ResponsibilityRole::Unspecified => None,
        proto::ResponsibilityRole::Lead => Some("chủ trì"),
        proto::ResponsibilityRole::Coordinate => Some("phối hợp"),
        proto::ResponsibilityRole::Receive => Some("nhận báo cáo"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(state: proto::ItemState, role: Option<proto::ResponsibilityRole>) -> proto::MatrixCell {
        let roles = role.into_iter().map(Into::into).collect();
        proto::MatrixCell { state: state.into(), roles }
    }

    #[test]
    fn a_unit_is_listed_with_the_items_it_has_something_to_do_in() {
        let item = |code: &str, title: &str| proto::MatrixItem {
            code: code.to_owned(),
            short_title: title.to_owned(),
            state: proto::ItemState::InProgress.into(),
        };
        let unit = proto::Unit { name: "Thị ủy Kinh Môn".to_owned(), ..Default::default() };
        let lead = proto::ResponsibilityRole::Lead;
        let answer = proto::GetMatrixResponse {
            items: vec![item("II.1.a", "Quán triệt"), item("II.3.b", "Tham mưu")],
            rows: vec![proto::MatrixRow {
                unit: Some(unit),
                cells: vec![
                    cell(proto::ItemState::Overdue, Some(lead)),
                    cell(proto::ItemState::NotApplicable, None),
                ],
            }],
            ..Default::default()
        };
        let text = matrix(&answer, 80);
        let of_unit: Vec<_> = text.lines().skip_while(|line| !line.contains("Kinh Môn")).collect();
        assert_eq!(of_unit.len(), 2, "{text}");
        assert!(of_unit[1].contains("II.1.a") && of_unit[1].contains("chủ trì"), "{text}");
        assert!(of_unit[1].ends_with("! Quá hạn"), "{text}");
    }
}
