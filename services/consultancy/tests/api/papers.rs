//! A document is replaced while experts work: what was said of its old version is counted, and reaffirmed.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use tonic::{Code, Response, Status};

use crate::council_samples::FIRST_EXPERT;
use crate::receipt;
use crate::samples::fresh;
use crate::world::{DEPARTMENT, OFFICE, REQUESTER, UNION, World, after, eventually, refusal};

impl World {
    async fn counts(&self, review: &str, read_at: Option<ReadAt>) -> DocketCounts {
        let (review_id, unit_id) = (review.to_owned(), UNION.to_string());
        let get = GetDocketRequest { review_id, unit_id, read_at };
        let told = self.docket(OFFICE).await.get_docket(get).await.unwrap();
        told.into_inner().line.unwrap().counts.unwrap()
    }

    /// The requester puts a new version in place of the first document.
    pub async fn replaces(&self, told: &Review, text: &'static str) -> CommandReceipt {
        let document = DocumentToFile {
            document_id: told.documents[0].document_id.clone(),
            kind: DocumentKind::Scheme.into(),
            title: "Dự thảo đề án mẫu".into(),
            file: Some(self.keeps_text(REQUESTER, DEPARTMENT, text).await),
        };
        let replace = ReplaceDocumentRequest {
            review_id: told.review_id.clone(),
            etag: told.etag.clone(),
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            document: Some(document),
            reason: "Chỉnh lý theo góp ý".into(),
        };
        receipt!(self.reviews(REQUESTER).await.replace_document(replace))
    }

    pub async fn own_opinion(
        &self,
        expert: &str,
        review: &str,
        receipt: &CommandReceipt,
    ) -> Opinion {
        let get = GetOwnOpinionRequest { review_id: review.to_owned(), read_at: after(receipt) };
        let own = self.opinions(expert).await.get_own_opinion(get).await.unwrap();
        own.into_inner().opinion.unwrap()
    }

    pub async fn reaffirms(
        &self,
        expert: &str,
        opinion: &Opinion,
    ) -> Result<Response<ReaffirmOpinionResponse>, Status> {
        let reaffirm = ReaffirmOpinionRequest {
            review_id: opinion.review_id.clone(),
            etag: opinion.etag.clone(),
            request_id: fresh(),
            validate_only: false,
            invitation_id: opinion.invitation_id.clone(),
            note: "Phần này không đổi".into(),
        };
        self.opinions(expert).await.reaffirm_opinion(reaffirm).await
    }
}

#[tokio::test]
async fn what_was_said_of_a_replaced_version_is_counted_until_it_is_reaffirmed() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    let opened = world.opened(&review).await;
    let told = world.review(&review, &opened).await;
    world.spoken(&review, opened).await;
    let look = async || world.counts(&review, None).await;
    let spoken = eventually("both have spoken", look, |it| it.opinions == 2).await;
    let expected = DocketCounts { invited: 2, accepted: 2, opinions: 2, ..Default::default() };
    assert_eq!(spoken, expected);

    let replaced = world.replaces(&told, "Bản chỉnh lý.\n").await;
    let counts = world.counts(&review, after(&replaced)).await;
    assert_eq!(counts, DocketCounts { opinions_on_old_version: 2, ..expected });
    let own = world.own_opinion(FIRST_EXPERT, &review, &replaced).await;
    assert!(own.on_old_version);

    let reaffirmed = receipt!(world.reaffirms(FIRST_EXPERT, &own));
    let counts = world.counts(&review, after(&reaffirmed)).await;
    assert_eq!(counts, DocketCounts { opinions_on_old_version: 1, ..expected });
    let own = world.own_opinion(FIRST_EXPERT, &review, &reaffirmed).await;
    assert!(!own.on_old_version);
    let again = world.reaffirms(FIRST_EXPERT, &own).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "NOT_ON_OLD_VERSION".into()));
}
