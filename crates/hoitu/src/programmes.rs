//! `hoitu programme`: which programmes of contests and awards there are, and how one comes, changes and ends.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use contracts::awards::v1 as proto;
use contracts::ledger::v1::ReadAt;
use proto::programme_service_client::ProgrammeServiceClient;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests::{self, fresh};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right, wrapped};
use crate::{units, wording};

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các chương trình giải thưởng, hội thi, cuộc thi, tôn vinh
    List {
        #[command(flatten)]
        moment: Moment,
    },
    /// Một chương trình: ai tổ chức, ai quyết định giải, căn cứ nào
    Show {
        #[command(flatten)]
        named: Named,
        #[command(flatten)]
        moment: Moment,
    },
    /// Lập một chương trình; đọc từ đầu vào chuẩn JSON của DefineProgrammeRequest
    Define {
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Sửa đổi nội dung; đọc từ đầu vào chuẩn JSON của AmendProgrammeRequest
    Amend {
        #[command(flatten)]
        named: Named,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Kết thúc một chương trình; đọc từ đầu vào chuẩn JSON của EndProgrammeRequest
    End {
        #[command(flatten)]
        named: Named,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// Mã định danh (UUID) của chương trình
    #[arg(value_name = "MÃ")]
    id: String,
}

type Client = ProgrammeServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = ProgrammeServiceClient::new(session.connect(Context::Awards).await?);
    match asked.what {
        What::List { moment } => list(session, &mut client, moment.read_at()).await,
        What::Show { named, moment } => show(session, &mut client, named, moment.read_at()).await,
        What::Define { dry_run: validate_only } => {
            let said: proto::DefineProgrammeRequest =
                requests::read("hoitu.awards.v1.DefineProgrammeRequest")?;
            let programme_id = match said.programme_id.as_str() {
                "" => fresh(),
                given => given.to_owned(),
            };
            let request_id = fresh();
            let request =
                proto::DefineProgrammeRequest { programme_id, request_id, validate_only, ..said };
            requests::told(session, client.define_programme(request).await?.into_inner().receipt)
        }
        What::Amend { named, dry_run: validate_only } => {
            let said: proto::AmendProgrammeRequest =
                requests::read("hoitu.awards.v1.AmendProgrammeRequest")?;
            let known = standing(&mut client, named).await?;
            let request = proto::AmendProgrammeRequest {
                programme_id: known.programme_id,
                etag: known.etag,
                request_id: fresh(),
                validate_only,
                organiser_unit_id: known.organiser_unit_id,
                ..said
            };
            requests::told(session, client.amend_programme(request).await?.into_inner().receipt)
        }
        What::End { named, dry_run: validate_only } => {
            let said: proto::EndProgrammeRequest =
                requests::read("hoitu.awards.v1.EndProgrammeRequest")?;
            let known = standing(&mut client, named).await?;
            let request = proto::EndProgrammeRequest {
                programme_id: known.programme_id,
                etag: known.etag,
                request_id: fresh(),
                validate_only,
                organiser_unit_id: known.organiser_unit_id,
                ..said
            };
            requests::told(session, client.end_programme(request).await?.into_inner().receipt)
        }
    }
}

/// As it stands now: commands need its etag, and the unit that organises it.
async fn standing(client: &mut Client, named: Named) -> Result<proto::Programme, Failure> {
    let ask = proto::GetProgrammeRequest { programme_id: named.id, read_at: None };
    Ok(client.get_programme(ask).await?.into_inner().programme.unwrap_or_default())
}

async fn list(session: &Session, client: &mut Client, read_at: ReadAt) -> Result<(), Failure> {
    let answer = whole(async |page_token| {
        let request = proto::ListProgrammesRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            family: proto::ProgrammeFamily::Unspecified.into(),
        };
        client.list_programmes(request).await
    });
    let answer = answer.await?;
    let ids = answer.programmes.iter().map(|one| one.organiser_unit_id.clone()).collect();
    let names = units::names(session, ids, &read_at).await?;
    session.output.print(
        |width| overview(&answer.programmes, &names).render(width),
        || json("hoitu.awards.v1.ListProgrammesResponse", &answer),
    )
}

async fn show(
    session: &Session,
    client: &mut Client,
    named: Named,
    read_at: ReadAt,
) -> Result<(), Failure> {
    let ask = proto::GetProgrammeRequest { programme_id: named.id, read_at: Some(read_at.clone()) };
    let answer = client.get_programme(ask).await?.into_inner();
    let programme = answer.programme.clone().unwrap_or_default();
    let decider = programme.terms.as_ref().map(|terms| terms.decider_unit_id.clone());
    let ids = decider.into_iter().chain([programme.organiser_unit_id.clone()]).collect();
    let names = units::names(session, ids, &read_at).await?;
    session.output.print(
        |width| card(&programme, &names).render(width),
        || json("hoitu.awards.v1.GetProgrammeResponse", &answer),
    )
}

fn overview(programmes: &[proto::Programme], names: &BTreeMap<String, String>) -> Table {
    let mut table = Table::new([
        left("Mã"),
        wrapped("Tên"),
        left("Loại"),
        wrapped("Đơn vị tổ chức"),
        right("Số tháng một lần"),
    ]);
    for one in programmes {
        let terms = one.terms.clone().unwrap_or_default();
        table.row([
            one.programme_id.clone(),
            name(one, &terms),
            family(one.family()).to_owned(),
            unit(&one.organiser_unit_id, names),
            terms.cycle_months.to_string(),
        ]);
    }
    table
}

fn card(programme: &proto::Programme, names: &BTreeMap<String, String>) -> Table {
    let terms = programme.terms.clone().unwrap_or_default();
    let decision = programme.decision_ref.clone().unwrap_or_default();
    let mut table = Table::new([left(""), wrapped("")]);
    for (what, said) in [
        ("Tên", name(programme, &terms)),
        ("Loại", family(programme.family()).to_owned()),
        ("Đơn vị tổ chức", unit(&programme.organiser_unit_id, names)),
        ("Quyết định giải", unit(&terms.decider_unit_id, names)),
        ("Chu kỳ", format!("{} tháng", terms.cycle_months)),
        ("Căn cứ", terms.legal_basis),
        ("Văn bản", decision.number_symbol),
        ("Từ ngày", wording::day(&programme.defined_on)),
        ("Kết thúc", wording::day(&programme.ended_on)),
    ] {
        table.row([what.to_owned(), said]);
    }
    table
}

fn name(programme: &proto::Programme, terms: &proto::ProgrammeTerms) -> String {
    wording::marked(&terms.name, programme.illustrative)
}

/// By its id where nobody can tell its name.
fn unit(id: &str, names: &BTreeMap<String, String>) -> String {
    names.get(id).map_or(id, String::as_str).to_owned()
}

fn family(family: proto::ProgrammeFamily) -> &'static str {
    match family {
        proto::ProgrammeFamily::Unspecified => "",
        proto::ProgrammeFamily::TechContest => "hội thi sáng tạo kỹ thuật",
        proto::ProgrammeFamily::YouthContest => "cuộc thi thanh thiếu niên, nhi đồng",
        proto::ProgrammeFamily::ProvincialStAward => "giải thưởng KH&CN của tỉnh",
        proto::ProgrammeFamily::NationalStAward => "giải thưởng KH&CN Việt Nam",
        proto::ProgrammeFamily::IntellectualHonour => "tôn vinh trí thức",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_tells_who_organises_it_and_who_decides_and_that_it_is_a_sample() {
        let programme = proto::Programme {
            family: proto::ProgrammeFamily::YouthContest.into(),
            organiser_unit_id: "u-1".into(),
            terms: Some(proto::ProgrammeTerms {
                name: "Cuộc thi mẫu".into(),
                cycle_months: 12,
                decider_unit_id: "u-2".into(),
                legal_basis: "Thể lệ mẫu".into(),
            }),
            defined_on: "2026-01-01".into(),
            illustrative: true,
            ..Default::default()
        };
        let names = BTreeMap::from([("u-1".to_owned(), "Liên hiệp Hội".to_owned())]);
        let told = card(&programme, &names).render(120);
        for part in ["Cuộc thi mẫu (minh họa)", "Liên hiệp Hội", "u-2", "12 tháng", "01/01/2026"]
        {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
        let row = overview(&[programme], &names).render(200);
        assert!(row.contains("cuộc thi thanh thiếu niên, nhi đồng"), "{row}");
    }
}
