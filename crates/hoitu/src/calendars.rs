//! `hoitu calendar`: the working calendar of a year, and how it is declared.

use clap::{Args, Subcommand};
use contracts::reporting::v1 as proto;
use proto::calendar_service_client::CalendarServiceClient;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::requests::{self, fresh};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, wrapped};
use crate::wording;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Lịch làm việc của một năm: ngày lễ, nghỉ bù, làm bù
    Show {
        /// Năm
        #[arg(value_name = "NĂM")]
        year: i32,
        #[command(flatten)]
        moment: Moment,
    },
    /// Công bố lịch của một năm; đọc từ đầu vào chuẩn JSON của DeclareCalendarRequest
    Declare {
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Sửa lịch đã công bố; đọc từ đầu vào chuẩn JSON của ReviseCalendarRequest
    Revise {
        /// Năm
        #[arg(value_name = "NĂM")]
        year: i32,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

type Client = CalendarServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = CalendarServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::Show { year, moment } => show(session, &mut client, year, &moment).await,
        What::Declare { dry_run: validate_only } => {
            let said: proto::DeclareCalendarRequest =
                requests::read("hoitu.reporting.v1.DeclareCalendarRequest")?;
            let request_id = fresh();
            let request = proto::DeclareCalendarRequest { request_id, validate_only, ..said };
            requests::told(session, client.declare_calendar(request).await?.into_inner().receipt)
        }
        What::Revise { year, dry_run: validate_only } => {
            let said: proto::ReviseCalendarRequest =
                requests::read("hoitu.reporting.v1.ReviseCalendarRequest")?;
            let ask = proto::GetCalendarRequest { year, read_at: None };
            let known = client.get_calendar(ask).await?.into_inner().calendar.unwrap_or_default();
            let (etag, request_id) = (known.etag, fresh());
            let request =
                proto::ReviseCalendarRequest { year, etag, request_id, validate_only, ..said };
            requests::told(session, client.revise_calendar(request).await?.into_inner().receipt)
        }
    }
}

async fn show(
    session: &Session,
    client: &mut Client,
    year: i32,
    moment: &Moment,
) -> Result<(), Failure> {
    let ask = proto::GetCalendarRequest { year, read_at: Some(moment.read_at()) };
    let answer = client.get_calendar(ask).await?.into_inner();
    let calendar = answer.calendar.clone().unwrap_or_default();
    session.output.print(
        |width| days(&calendar.days).render(width),
        || json("hoitu.reporting.v1.GetCalendarResponse", &answer),
    )
}

fn days(days: &[proto::CalendarDay]) -> Table {
    let mut table =
        Table::new([left("Ngày"), left("Loại"), wrapped("Tên"), wrapped("Chắc chắn đến đâu")]);
    for day in days {
        let kind = match day.kind() {
            proto::CalendarDayKind::Unspecified => "",
            proto::CalendarDayKind::Holiday => "nghỉ lễ, tết",
            proto::CalendarDayKind::DayOff => "nghỉ bù, hoán đổi",
            proto::CalendarDayKind::WorkingDay => "làm bù",
        };
        let certainty = match day.certainty() {
            proto::CalendarCertainty::Unspecified => "",
            proto::CalendarCertainty::Law => "luật nêu",
            proto::CalendarCertainty::Announced => "đã công bố cho năm đó",
            proto::CalendarCertainty::Computed => "tính ra, chờ công bố",
        };
        table.row([wording::day(&day.on), kind.to_owned(), day.name.clone(), certainty.to_owned()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_with_its_kind_and_how_sure_it_is() {
        let day = proto::CalendarDay {
            on: "2027-02-06".into(),
            kind: proto::CalendarDayKind::Holiday.into(),
            name: "Tết Nguyên đán".into(),
            certainty: proto::CalendarCertainty::Computed.into(),
        };
        let told = days(&[day]).render(120);
        let row = told.lines().last().unwrap();
        for part in ["06/02/2027", "nghỉ lễ, tết", "Tết Nguyên đán", "tính ra, chờ công bố"]
        {
            assert!(row.contains(part), "{part} is not in\n{told}");
        }
    }
}
