//! Erasures that wait for a second officer. Nobody's name is among them.

use contracts::membership::v1 as proto;
use proto::ErasureStep;

use super::{Client, card};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::table::{Table, left, wrapped};
use crate::wording;

pub(super) async fn list(
    session: &Session,
    client: &mut Client,
    moment: &Moment,
) -> Result<(), Failure> {
    let answer = whole(async |page_token| {
        let read_at = Some(moment.read_at());
        let request =
            proto::ListPersonErasuresRequest { read_at, page_size: PAGE_SIZE, page_token };
        client.list_person_erasures(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| match answer.erasures.as_slice() {
            [] => "Không có yêu cầu xóa nào đang chờ.\n".to_owned(),
            erasures => waiting(erasures).render(width),
        },
        || json("hoitu.membership.v1.ListPersonErasuresResponse", &answer),
    )
}

fn waiting(erasures: &[proto::WaitingErasure]) -> Table {
    let mut table = Table::new([
        left("Yêu cầu ngày"),
        left("Mã cá nhân"),
        wrapped("Căn cứ"),
        wrapped("Người yêu cầu"),
        wrapped("Bạn được"),
    ]);
    for one in erasures {
        let steps: Vec<_> = one.steps().map(step).collect();
        table.row([
            wording::day(&one.requested_on),
            one.person_id.clone(),
            card::basis(one.basis()).to_owned(),
            one.requested_by.clone(),
            steps.join(", "),
        ]);
    }
    table
}

fn step(step: ErasureStep) -> &'static str {
    match step {
        ErasureStep::Unspecified => "không rõ",
        ErasureStep::Confirm => "xác nhận",
        ErasureStep::Refuse => "không xóa",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_erasure_says_who_asked_and_what_the_reader_may_do() {
        let one = |by: &str, steps: &[ErasureStep]| proto::WaitingErasure {
            person_id: "1".into(),
            basis: proto::ErasureBasis::Asked.into(),
            requested_on: "2026-11-24".into(),
            requested_by: by.into(),
            steps: steps.iter().map(|step| i32::from(*step)).collect(),
            etag: String::new(),
        };
        let rows = [
            one("sub-1", &[ErasureStep::Confirm, ErasureStep::Refuse]),
            one("sub-2", &[ErasureStep::Refuse]),
        ];
        assert_eq!(
            waiting(&rows).render(120),
            "\
Yêu cầu ngày  Mã cá nhân  Căn cứ            Người yêu cầu  Bạn được
──────────────────────────────────────────────────────────────────────────────
24/11/2026    1           người ấy yêu cầu  sub-1          xác nhận, không xóa
24/11/2026    1           người ấy yêu cầu  sub-2          không xóa
",
        );
    }
}
