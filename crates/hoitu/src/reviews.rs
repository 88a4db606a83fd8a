//! `hoitu review`: what units ask the Union's experts, where each of it stands, and who is to act next.
//!
//! There are some sixty commands on a review, most of them with texts: they are sent by their name in the
//! contract (`hoitu review send AcceptRequest`), as JSON.

pub mod registers;
pub mod tables;

use clap::{Args, Subcommand};
use contracts::consultancy::v1 as proto;
use contracts::ledger::v1::ReadAt;
use proto::council_service_client::CouncilServiceClient;
use proto::docket_service_client::DocketServiceClient;
use proto::proposal_service_client::ProposalServiceClient;
use proto::rating_service_client::RatingServiceClient;
use proto::recommendation_service_client::RecommendationServiceClient;
use proto::regulation_service_client::RegulationServiceClient;
use proto::review_request_service_client::ReviewRequestServiceClient;
use proto::workshop_service_client::WorkshopServiceClient;
use uuid::Uuid;

use crate::connection::{Authorised, persistently};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests;
use crate::session::Session;
use crate::settings::Context;
use crate::units;

/// The contract's package.
const PACKAGE: &str = "hoitu.consultancy.v1";

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các yêu cầu tư vấn, phản biện, giám định mà Liên hiệp Hội đã nhận hoặc tự đề xuất
    List {
        #[command(flatten)]
        read: Read,
    },
    /// Một yêu cầu: đề án, hồ sơ, thời hạn, tạm dừng, gia hạn
    Show {
        /// UUID của yêu cầu
        #[arg(value_name = "YÊU CẦU")]
        review: Uuid,
        #[command(flatten)]
        read: Read,
    },
    /// Sổ việc: ai phải làm gì tiếp, hạn nào, việc đến hạn trước đứng trước
    Docket {
        /// Chỉ việc của cán bộ này
        #[arg(long, default_value = "", hide_default_value = true, value_name = "CÁN BỘ")]
        officer: String,
        #[command(flatten)]
        read: Read,
    },
    /// Các yêu cầu của đơn vị mình, như đơn vị yêu cầu được thấy
    Own {
        /// Đơn vị yêu cầu: mã như HP.SKHCN, hoặc UUID
        #[arg(long, value_name = "ĐƠN VỊ")]
        unit: String,
        #[command(flatten)]
        moment: Moment,
    },
    /// Quy chế tư vấn, phản biện có hiệu lực: số ngày, số thành viên hội đồng
    Regulation {
        #[command(flatten)]
        read: Read,
    },
    /// Kiến nghị đã được tiếp thu đến đâu, theo đơn vị yêu cầu, lĩnh vực và năm
    Uptake {
        #[command(flatten)]
        read: Read,
    },
    /// Đề xuất, kiến nghị của chính Liên hiệp Hội
    Proposals {
        #[command(flatten)]
        read: Read,
    },
    /// Hội thảo, hội nghị tư vấn, phản biện mà Liên hiệp Hội đã tổ chức
    Workshops {
        #[command(flatten)]
        read: Read,
    },
    /// Đánh giá của các đơn vị yêu cầu về chất lượng tư vấn, phản biện
    Ratings {
        #[command(flatten)]
        read: Read,
    },
    /// Chuyên gia có thể mời cho một yêu cầu, và vì sao
    Suggest {
        /// UUID của yêu cầu
        #[arg(value_name = "YÊU CẦU")]
        review: Uuid,
        #[command(flatten)]
        read: Read,
    },
    /// Gửi một lệnh bất kỳ của phần tư vấn; đọc từ đầu vào chuẩn JSON của lệnh ấy theo hợp đồng giao diện
    Send {
        /// Tên lệnh như AcceptRequest hoặc InviteExpert
        #[arg(value_name = "LỆNH")]
        rpc: String,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
struct Read {
    /// Liên hiệp Hội nào: mã như HP.LHH, hoặc UUID
    #[arg(long, value_name = "ĐƠN VỊ", default_value = "HP.LHH")]
    union: String,
    #[command(flatten)]
    moment: Moment,
}

impl Read {
    /// Which Union, and as of when.
    async fn at(&self, session: &Session) -> Result<(String, Option<ReadAt>), Failure> {
        let read_at = self.moment.read_at();
        let unit_id = units::id_of(session, &self.union, read_at.clone()).await?;
        Ok((unit_id, Some(read_at)))
    }
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let line = session.connect(Context::Consultancy).await?;
    match asked.what {
        What::List { read } => list(session, line, &read).await,
        What::Show { review, read } => show(session, line, review, &read).await,
        What::Docket { officer, read } => docket(session, line, officer, &read).await,
        What::Own { unit, moment } => own(session, line, &unit, &moment).await,
        What::Regulation { read } => regulation(session, line, &read).await,
        What::Uptake { read } => uptake(session, line, &read).await,
        What::Proposals { read } => proposals(session, line, &read).await,
        What::Workshops { read } => workshops(session, line, &read).await,
        What::Ratings { read } => ratings(session, line, &read).await,
        What::Suggest { review, read } => suggest(session, line, review, &read).await,
        What::Send { rpc, dry_run } => send(session, line, &rpc, dry_run).await,
    }
}

async fn list(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = ReviewRequestServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request = proto::ListReviewsRequest { unit_id, read_at, page_size, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListReviewsRequest { page_token, ..request.clone() };
        client.list_reviews(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::reviews(&answer.reviews).render(width),
        || json("hoitu.consultancy.v1.ListReviewsResponse", &answer),
    )
}

async fn show(
    session: &Session,
    line: Authorised,
    review: Uuid,
    read: &Read,
) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let request = proto::GetReviewRequest { review_id: review.to_string(), unit_id, read_at };
    let answer = ReviewRequestServiceClient::new(line).get_review(request).await?.into_inner();
    let review = answer.review.unwrap_or_default();
    session.output.print(
        |width| tables::card(&review).render(width),
        || json("hoitu.consultancy.v1.Review", &review),
    )
}

async fn docket(
    session: &Session,
    line: Authorised,
    officer: String,
    read: &Read,
) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = DocketServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request =
        proto::ListDocketRequest { unit_id, read_at, page_size, officer, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListDocketRequest { page_token, ..request.clone() };
        client.list_docket(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::docket(&answer.lines).render(width),
        || json("hoitu.consultancy.v1.ListDocketResponse", &answer),
    )
}

async fn own(
    session: &Session,
    line: Authorised,
    unit: &str,
    moment: &Moment,
) -> Result<(), Failure> {
    let requester_unit_id = units::id_of(session, unit, moment.read_at()).await?;
    let mut client = ReviewRequestServiceClient::new(line);
    let request = proto::ListOwnReviewsRequest {
        requester_unit_id,
        read_at: Some(moment.read_at()),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        let request = proto::ListOwnReviewsRequest { page_token, ..request.clone() };
        client.list_own_reviews(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::own(&answer.reviews).render(width),
        || json("hoitu.consultancy.v1.ListOwnReviewsResponse", &answer),
    )
}

async fn regulation(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let request = proto::GetRegulationRequest { unit_id, read_at };
    let answer = RegulationServiceClient::new(line).get_regulation(request).await?.into_inner();
    let regulation = answer.regulation.unwrap_or_default();
    session.output.print(
        |width| tables::regulation(&regulation).render(width),
        || json("hoitu.consultancy.v1.Regulation", &regulation),
    )
}

async fn uptake(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = RecommendationServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request = proto::ListUptakeRequest { unit_id, read_at, page_size, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListUptakeRequest { page_token, ..request.clone() };
        client.list_uptake(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::uptake(&answer.lines).render(width),
        || json("hoitu.consultancy.v1.ListUptakeResponse", &answer),
    )
}

async fn proposals(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = ProposalServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request = proto::ListProposalsRequest { unit_id, read_at, page_size, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListProposalsRequest { page_token, ..request.clone() };
        client.list_proposals(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::proposals(&answer.proposals).render(width),
        || json("hoitu.consultancy.v1.ListProposalsResponse", &answer),
    )
}

async fn workshops(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = WorkshopServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request = proto::ListWorkshopsRequest { unit_id, read_at, page_size, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListWorkshopsRequest { page_token, ..request.clone() };
        client.list_workshops(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| registers::workshops(&answer.workshops).render(width),
        || json("hoitu.consultancy.v1.ListWorkshopsResponse", &answer),
    )
}

async fn ratings(session: &Session, line: Authorised, read: &Read) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = RatingServiceClient::new(line);
    let page_size = PAGE_SIZE;
    let request = proto::ListRatingsRequest { unit_id, read_at, page_size, ..Default::default() };
    let answer = whole(async |page_token| {
        let request = proto::ListRatingsRequest { page_token, ..request.clone() };
        client.list_ratings(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| registers::ratings(&answer.ratings).render(width),
        || json("hoitu.consultancy.v1.ListRatingsResponse", &answer),
    )
}

async fn suggest(
    session: &Session,
    line: Authorised,
    review: Uuid,
    read: &Read,
) -> Result<(), Failure> {
    let (unit_id, read_at) = read.at(session).await?;
    let mut client = CouncilServiceClient::new(line);
    let (review_id, page_size) = (review.to_string(), PAGE_SIZE);
    let page_token = String::new();
    let request =
        proto::SuggestExpertsRequest { review_id, unit_id, read_at, page_size, page_token };
    let answer = whole(async |page_token| {
        let request = proto::SuggestExpertsRequest { page_token, ..request.clone() };
        client.suggest_experts(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| registers::suggestions(&answer.suggestions).render(width),
        || json("hoitu.consultancy.v1.SuggestExpertsResponse", &answer),
    )
}

async fn send(
    session: &Session,
    line: Authorised,
    name: &str,
    dry_run: bool,
) -> Result<(), Failure> {
    let command = requests::named(PACKAGE, name, dry_run)?;
    let receipt = persistently(|| requests::carry_out(line.clone(), &command)).await?;
    requests::told(session, Some(receipt))
}
