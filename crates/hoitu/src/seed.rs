//! `hoitu seed`: the reviewed data files, recorded through the services' public commands.
//!
//! Every command's request id follows from what it asks, so a second run repeats the first one's
//! requests, gets their answers, and records nothing. An etag is the one that the command before on the
//! same resource was answered with: the same in every run.
//!
//! A row that was changed after it was recorded leads to the fact that it stands for, where there is one
//! (another name from that day on, another definition from today on); what cannot be recorded is listed at
//! the end, and keeps no other row back.

mod associations;
mod calendars;
mod changes;
mod command;
mod contests;
mod documents;
mod etags;
mod leftover;
mod looking;
mod paper_reports;
mod passing;
mod phases;
mod plan;
mod records;
mod regimes;
mod reviews;
mod rights;
mod sending;
mod units;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::GetProgressRequest;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;

use crate::connection::persistently;
use crate::data::ReviewedFiles;
use crate::failure::Failure;
use crate::output::{Form, dynamic_json};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right};
use crate::wording;

use changes::Settled;
use leftover::Leftover;
use phases::Phase;
use sending::{Sent, Tally};

/// An item whose figures come from the seeded facts.
const FIRST_COMPUTED: &str = "II.4.b";

/// What is not planned beforehand.
const FOLLOWS_FROM_DRAWS: &str =
    "Phiếu chấm và giải của cuộc thi mẫu tùy kết quả bốc thăm, nên chưa tính ở đây.\n";

/// How to load.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Chỉ cho xem sẽ gửi những lệnh nào, không gửi
    #[arg(long)]
    dry_run: bool,
    /// Đọc các tệp dữ liệu trong thư mục này, thay cho bản kèm chương trình
    #[arg(long, value_name = "THƯ MỤC")]
    data: Option<PathBuf>,
    /// Bỏ qua phần này
    #[arg(long, value_enum, value_name = "PHẦN")]
    without: Vec<Part>,
}

/// What is loaded by itself, because it takes its time and nothing else rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Các cuộc thi mẫu
    Contests,
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let files = match &asked.data {
        Some(folder) => ReviewedFiles::read_in(folder),
        None => ReviewedFiles::read(),
    };
    let mut files = files.map_err(|error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        Failure::Data(format!("{error}: {cause}"))
    })?;
    if asked.without.contains(&Part::Contests) {
        files.contests.clear();
    }
    let phases = phases::all(&files);
    if asked.dry_run {
        return preview(session, &phases, !files.contests.is_empty());
    }
    let Sent { tallies, changed, mut left, tokens } =
        sending::send(session, phases, &files.contests).await?;
    let Settled { amended, unsettled } = changes::settle(session, changed, &tokens).await?;
    left.extend(unsettled);
    await_progress(session, tokens).await?;
    session.output.print(
        |width| {
            summary(&tallies, &amended, width)
                + &leftover::list(&amended, "Tệp dữ liệu đã đổi, nên đã ghi thêm:")
                + &leftover::list(&left, "Chưa ghi được:")
        },
        || {
            serde_json::json!({
                "tallies": tallies_as_json(&tallies),
                "amended": leftover::as_json(&amended),
                "left": leftover::as_json(&left),
            })
        },
    )?;
    if left.is_empty() { Ok(()) } else { Err(Failure::RowsLeft { count: left.len() }) }
}

/// How many commands the files stand for, without those that follow from draws.
#[must_use]
pub fn count_commands(files: &ReviewedFiles) -> usize {
    phases::all(files).iter().flat_map(|phase| phase.lanes.iter().flatten()).count()
}

/// Returns when the read model shows what was sent. The data is recorded in any case, so a read model
/// that is away is no failure.
async fn await_progress(session: &Session, at_least_tokens: Vec<String>) -> Result<(), Failure> {
    let channel = match session.connect(Context::Projection).await {
        Ok(channel) => channel,
        Err(failure) if matches!(failure.exit_code(), 2 | 3) => {
            session.output.tell_progress("Tiến độ: dịch vụ không trả lời, sẽ tự đọc sau");
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let request = GetProgressRequest {
        read_at: Some(ReadAt { at_least_tokens, ..Default::default() }),
        item_codes: vec![FIRST_COMPUTED.to_owned()],
        ..Default::default()
    };
    let ask = || {
        let (mut client, request) = (ProgressServiceClient::new(channel.clone()), request.clone());
        async move { client.get_progress(request).await }
    };
    persistently(ask).await?;
    session.output.tell_progress("Tiến độ: đã tính đến số liệu này");
    Ok(())
}

fn preview(session: &Session, phases: &[Phase], with_draws: bool) -> Result<(), Failure> {
    let commands = || phases.iter().flat_map(|phase| phase.lanes.iter().flatten());
    if session.output.form() == Form::Json {
        for command in commands() {
            let line = serde_json::json!({
                "rpc": command.rpc,
                "key": command.key,
                "request": dynamic_json(&command.request),
            });
            session.output.write(&format!("{line}\n"))?;
        }
        return Ok(());
    }
    let mut planned: Vec<(&'static str, usize)> = Vec::new();
    for command in commands() {
        match planned.iter_mut().find(|(rpc, _)| *rpc == command.rpc) {
            Some((_, count)) => *count += 1,
            None => planned.push((command.rpc, 1)),
        }
    }
    let mut table = Table::new([left("Lệnh"), right("Số lần")]);
    for (rpc, count) in &planned {
        table.row([(*rpc).to_owned(), count.to_string()]);
    }
    let total = planned.iter().map(|(_, count)| count).sum::<usize>();
    table.heading("", "Tất cả (chưa gửi lệnh nào)", total.to_string());
    let told = table.render(crate::output::WIDEST);
    session.output.write(&if with_draws { told + FOLLOWS_FROM_DRAWS } else { told })
}

fn summary(tallies: &[Tally], amended: &[Leftover], width: usize) -> String {
    let mut table = Table::new([left("Dữ liệu"), right("Mới ghi"), right("Đã có")]);
    for tally in tallies {
        table.row([
            tally.kind.name().to_owned(),
            wording::count(tally.recorded),
            wording::count(tally.repeated),
        ]);
    }
    let recorded = tallies.iter().map(|tally| tally.recorded).sum::<i64>();
    let closing = match recorded {
        0 if !amended.is_empty() => String::new(),
        0 => "Không có gì mới: mọi dữ liệu đã được ghi từ trước.\n".to_owned(),
        many => format!("Đã ghi {} lệnh mới.\n", wording::count(many)),
    };
    table.render(width) + &closing
}

fn tallies_as_json(tallies: &[Tally]) -> serde_json::Value {
    let of = |tally: &Tally| {
        serde_json::json!({
            "kind": tally.kind.machine_name(),
            "recorded": tally.recorded,
            "repeated": tally.repeated,
        })
    };
    serde_json::Value::Array(tallies.iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::command::Kind;
    use super::*;

    #[test]
    fn a_second_run_says_that_nothing_is_new() {
        let tallies = [
            Tally { kind: Kind::Unit, recorded: 0, repeated: 1_145 },
            Tally { kind: Kind::Indicator, recorded: 0, repeated: 83 },
        ];
        assert_eq!(
            summary(&tallies, &[], 120),
            "\
Dữ liệu  Mới ghi  Đã có
───────────────────────
Đơn vị         0  1.145
Chỉ số         0     83
Không có gì mới: mọi dữ liệu đã được ghi từ trước.
",
        );
    }
}
