//! `hoitu progress`: how far the plan is, and why each figure is what it is.

mod explanation;
mod figures;
mod matrix;
mod overview;
mod watch;
mod words;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::projection::v1 as proto;
use proto::progress_service_client::ProgressServiceClient;

use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::session::Session;
use crate::settings::Context;
use crate::{units, wording};

/// What to show, and as of when.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    coordinates: Coordinates,
    /// Chỉ các mục này, như II.4.b
    #[arg(long = "item", value_name = "MỤC")]
    items: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Giải thích một con số: công thức, các sự việc được tính và không được tính
    Explain {
        /// Mã chỉ số, như II.4.b/3
        #[arg(value_name = "CHỈ SỐ")]
        indicator: String,
        /// Đại lượng của chỉ số, nếu chỉ số có nhiều, như members_declared
        #[arg(long, default_value = "", hide_default_value = true, value_name = "TÊN")]
        quantity: String,
        /// Liệt kê hết các sự việc không được tính
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        coordinates: Coordinates,
    },
    /// Ma trận: mỗi đơn vị làm đến đâu trong từng mục
    Matrix {
        #[command(flatten)]
        asked: matrix::Asked,
    },
    /// Theo dõi liên tục: in mỗi mục vừa thay đổi
    Watch {
        #[command(flatten)]
        coordinates: Coordinates,
        /// Chỉ các mục này, như II.4.b
        #[arg(long = "item", value_name = "MỤC")]
        items: Vec<String>,
        /// Nhớ chỗ đã xem vào tệp này; lần sau xem tiếp từ đó
        #[arg(long, value_name = "TỆP")]
        resume_file: Option<PathBuf>,
    },
}

/// The moment and window of a question about progress, and whose part is asked for.
#[derive(Debug, Clone, Args)]
struct Coordinates {
    #[command(flatten)]
    when: When,
    /// Chỉ phần của đơn vị này (mã như HD.BTG, hoặc UUID)
    #[arg(long, value_name = "MÃ")]
    unit: Option<String>,
}

/// The moment and window of a question about progress.
#[derive(Debug, Clone, Args)]
struct When {
    #[command(flatten)]
    moment: Moment,
    /// Hiển thị theo cơ cấu đơn vị của ngày này; mặc định theo ngày cần biết
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    structure_on: Option<NaiveDate>,
    /// Ngày đầu kỳ
    #[arg(long, requires = "to", value_name = "NGÀY", value_parser = wording::read_day)]
    from: Option<NaiveDate>,
    /// Ngày cuối kỳ
    #[arg(long, requires = "from", value_name = "NGÀY", value_parser = wording::read_day)]
    to: Option<NaiveDate>,
    /// Kỳ là năm dương lịch này; mặc định năm của ngày cần biết
    #[arg(long, conflicts_with = "from", value_name = "NĂM", value_parser = wording::whole(1..=9999))]
    year: Option<i32>,
}

impl When {
    fn read_at(&self) -> ReadAt {
        let structure_on = self.structure_on.map(|day| day.to_string()).unwrap_or_default();
        ReadAt { structure_on, ..self.moment.read_at() }
    }

    fn period(&self) -> Option<proto::Period> {
        use proto::period::Window;
        let window = match (self.from, self.to, self.year) {
            (Some(from), Some(to), _) => {
                Window::Dates(proto::DateRange { from: from.to_string(), to: to.to_string() })
            }
            (_, _, Some(year)) => Window::CalendarYear(year),
            _ => return None,
        };
        Some(proto::Period { window: Some(window) })
    }
}

impl Coordinates {
    fn read_at(&self) -> ReadAt {
        self.when.read_at()
    }

    fn period(&self) -> Option<proto::Period> {
        self.when.period()
    }

    async fn unit_id(&self, session: &Session) -> Result<String, Failure> {
        match &self.unit {
            None => Ok(String::new()),
            Some(unit) => units::id_of(session, unit, self.read_at()).await,
        }
    }
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        None => overview(session, &asked.coordinates, asked.items).await,
        Some(What::Explain { indicator, quantity, all, coordinates }) => {
            let unit_id = coordinates.unit_id(session).await?;
            let request = proto::ExplainRequest {
                read_at: Some(coordinates.read_at()),
                plan_id: String::new(),
                indicator_code: indicator,
                identifier: quantity,
                period: coordinates.period(),
                unit_id,
            };
            explain(session, request, all).await
        }
        Some(What::Matrix { asked }) => matrix::run(session, asked).await,
        Some(What::Watch { coordinates, items, resume_file }) => {
            watch::run(session, &coordinates, items, resume_file).await
        }
    }
}

async fn overview(
    session: &Session,
    coordinates: &Coordinates,
    item_codes: Vec<String>,
) -> Result<(), Failure> {
    let unit_id = coordinates.unit_id(session).await?;
    let mut client = ProgressServiceClient::new(session.connect(Context::Projection).await?);
    let request = proto::GetProgressRequest {
        read_at: Some(coordinates.read_at()),
        plan_id: String::new(),
        period: coordinates.period(),
        unit_id,
        item_codes,
    };
    let answer = client.get_progress(request).await?.into_inner();
    session.output.print(
        |width| overview::overview(&answer, width),
        || json("hoitu.projection.v1.GetProgressResponse", &answer),
    )
}

async fn explain(
    session: &Session,
    request: proto::ExplainRequest,
    list_all: bool,
) -> Result<(), Failure> {
    let mut client = ProgressServiceClient::new(session.connect(Context::Projection).await?);
    let answer = client.explain(request).await?.into_inner();
    session.output.print(
        |width| explanation::explanation(&answer, list_all, width),
        || json("hoitu.projection.v1.ExplainResponse", &answer),
    )?;
    explanation::adds_up(&answer)
}
