//! Lag, parked streams, generations and comparisons as tables.

use contracts::projection::v1 as proto;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// How far each ledger has been read.
pub fn sources(answer: &proto::GetWatermarksResponse, width: usize) -> String {
    let mut table = Table::new([
        left("Sổ"),
        right("Đã đọc đến"),
        right("Cuối sổ"),
        right("Còn chậm"),
        right("Chậm (giây)"),
        left("Mục cuối ghi lúc"),
        left("Trả lời"),
    ]);
    for source in &answer.sources {
        let watermark = source.watermark.clone().unwrap_or_default();
        let head = match source.head_position {
            0 => "chưa rõ".to_owned(),
            position => wording::count(position),
        };
        table.row([
            watermark.context,
            wording::count(watermark.position),
            head,
            wording::count(source.lag_events),
            wording::count(source.lag_seconds),
            watermark.recorded_at.as_ref().map(wording::instant).unwrap_or_default(),
            if source.reachable { "có" } else { "không" }.to_owned(),
        ]);
    }
    let parked = match answer.parked_streams {
        0 => "Không có luồng sự kiện nào đang chờ xử lý.".to_owned(),
        many => format!(
            "! {} luồng sự kiện đang chờ xử lý; con số liên quan có thể chưa đủ. Xem `hoitu view parked`.",
            wording::count(many),
        ),
    };
    format!("{}\n{}{parked}\n", answer.projection_version, table.render(width))
}

/// The streams that wait.
pub fn parked(streams: &[proto::ParkedStream], width: usize) -> String {
    if streams.is_empty() {
        return "Không có luồng sự kiện nào đang chờ xử lý.\n".to_owned();
    }
    let mut table = Table::new([
        left("Sự kiện đầu"),
        wrapped("Luồng"),
        right("Số sự kiện"),
        left("Chờ từ"),
        right("Đã thử"),
        wrapped("Nguyên nhân"),
    ]);
    for one in streams {
        table.row([
            format!("{} #{}", one.context, one.position),
            one.stream.clone(),
            wording::count(one.events),
            one.parked_at.as_ref().map(wording::instant).unwrap_or_default(),
            wording::count(one.attempts.into()),
            one.error.clone(),
        ]);
    }
    table.render(width)
}

/// Every build of the tables.
pub fn generations(generations: &[proto::Generation], width: usize) -> String {
    let mut table = Table::new([
        right("Đời"),
        right("Bản"),
        left("Trạng thái"),
        left("Bắt đầu dựng"),
        left("Bắt đầu dùng"),
    ]);
    for one in generations {
        let state = match one.state() {
            proto::GenerationState::Unspecified => "không rõ",
            proto::GenerationState::Building => "đang dựng",
            proto::GenerationState::Live => "đang dùng",
            proto::GenerationState::Retired => "thôi dùng, vẫn đọc sổ",
        };
        table.row([
            one.generation.to_string(),
            one.version.to_string(),
            state.to_owned(),
            one.created_at.as_ref().map(wording::instant).unwrap_or_default(),
            one.switched_at.as_ref().map(wording::instant).unwrap_or_default(),
        ]);
    }
    table.render(width)
}

/// A new generation beside the live one.
pub fn comparison(answer: &proto::CompareRebuildResponse, generation: i32, width: usize) -> String {
    let mut table =
        Table::new([wrapped("Bảng"), right("Đang dùng"), right("Dựng lại"), left("So sánh")]);
    for one in &answer.tables {
        table.row([
            one.table.clone(),
            wording::count(one.live_rows),
            wording::count(one.rows),
            if one.equal { "giống hệt" } else { "! khác" }.to_owned(),
        ]);
    }
    for name in &answer.only_in_one {
        table.row([name.as_str(), "", "", "! chỉ một bên có"]);
    }
    let closing = match answer.equal {
        true => format!("Đời {generation} giống hệt đời đang dùng."),
        false => format!("Đời {generation} KHÁC đời đang dùng."),
    };
    format!("{}{closing}\n", table.render(width))
}

#[cfg(test)]
mod tests {
    use contracts::ledger::v1::SourceWatermark;

    use super::*;

    #[test]
    fn lag_and_parked_streams_are_told() {
        let answer = proto::GetWatermarksResponse {
            sources: vec![proto::SourceLag {
                watermark: Some(SourceWatermark {
                    context: "membership".to_owned(),
                    position: 1_200,
                    ..Default::default()
                }),
                head_position: 1_234,
                lag_events: 34,
                lag_seconds: 2,
                reachable: true,
            }],
            projection_version: "provincial_progress/v1/g1".to_owned(),
            parked_streams: 1,
        };
        assert_eq!(
            sources(&answer, 120),
            "\
provincial_progress/v1/g1
Sổ          Đã đọc đến  Cuối sổ  Còn chậm  Chậm (giây)  Mục cuối ghi lúc  Trả lời
─────────────────────────────────────────────────────────────────────────────────
membership       1.200    1.234        34            2                    có
! 1 luồng sự kiện đang chờ xử lý; con số liên quan có thể chưa đủ. Xem `hoitu view parked`.
",
        );
    }

    #[test]
    fn a_parked_stream_tells_where_it_stopped_and_why() {
        assert_eq!(parked(&[], 120), "Không có luồng sự kiện nào đang chờ xử lý.\n");
        let stream = proto::ParkedStream {
            generation: 1,
            context: "membership".to_owned(),
            stream: "unit-7".to_owned(),
            position: 57,
            error: "unknown event type UnitMoved".to_owned(),
            parked_at: Some(prost_types::Timestamp { seconds: 1_767_596_527, nanos: 0 }),
            events: 3,
            attempts: 0,
        };
        assert_eq!(
            parked(&[stream], 120),
            "\
Sự kiện đầu     Luồng   Số sự kiện  Chờ từ               Đã thử  Nguyên nhân
─────────────────────────────────────────────────────────────────────────────────────────────
membership #57  unit-7           3  05/01/2026 14:02:07       0  unknown event type UnitMoved
",
        );
    }

    #[test]
    fn a_rebuild_that_differs_shows_where() {
        let table = |table: &str, live_rows, rows, equal| proto::TableComparison {
            table: table.to_owned(),
            live_rows,
            rows,
            equal,
        };
        let answer = proto::CompareRebuildResponse {
            equal: false,
            tables: vec![table("fact", 1_200, 1_200, true), table("unit", 145, 144, false)],
            only_in_one: vec!["unit_edge".to_owned()],
        };
        assert_eq!(
            comparison(&answer, 2, 120),
            "\
Bảng       Đang dùng  Dựng lại  So sánh
────────────────────────────────────────────────
fact           1.200     1.200  giống hệt
unit             145       144  ! khác
unit_edge                       ! chỉ một bên có
Đời 2 KHÁC đời đang dùng.
",
        );
    }

    #[test]
    fn generations_tell_which_one_is_read() {
        let live = proto::Generation {
            generation: 1,
            version: 1,
            state: proto::GenerationState::Live.into(),
            ..Default::default()
        };
        let building = proto::Generation {
            generation: 2,
            state: proto::GenerationState::Building.into(),
            ..live
        };
        assert_eq!(
            generations(&[live, building], 120),
            "\
Đời  Bản  Trạng thái  Bắt đầu dựng  Bắt đầu dùng
────────────────────────────────────────────────
  1    1  đang dùng
  2    1  đang dựng
",
        );
    }
}
