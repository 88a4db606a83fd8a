//! A council of seven (hội đồng) with its roles, on one review: whom it has, and what they and the office do.

use std::collections::BTreeMap;

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::Role;
use futures::TryStreamExt as _;
use tonic::Status;

use crate::samples::fresh;
use crate::world::{CHAIR, OFFICE, UNION, World, after};

pub const DEPUTY: &str = "nguoi-mau-22";
pub const FIRST_REVIEWER: &str = "nguoi-mau-23";
pub const SECOND_REVIEWER: &str = "nguoi-mau-24";
pub const FIRST_MEMBER: &str = "nguoi-mau-25";
pub const SECOND_MEMBER: &str = "nguoi-mau-26";
pub const SECRETARY: &str = "nguoi-mau-27";
/// Is not of the seven, and may be asked in place of one.
pub const SUBSTITUTE: &str = "nguoi-mau-28";

pub const SEATS: [(&str, CouncilRole); 7] = [
    (CHAIR, CouncilRole::Chair),
    (DEPUTY, CouncilRole::DeputyChair),
    (FIRST_REVIEWER, CouncilRole::Reviewer),
    (SECOND_REVIEWER, CouncilRole::Reviewer),
    (FIRST_MEMBER, CouncilRole::Member),
    (SECOND_MEMBER, CouncilRole::Member),
    (SECRETARY, CouncilRole::Secretary),
];

/// What a command came to.
pub type Done = Result<CommandReceipt, Status>;

/// A council, and all that it takes to act on it.
pub struct Panel {
    pub world: World,
    pub review: String,
    /// The scheme.
    pub document: String,
    /// What was done last: whatever is read includes it.
    pub last: CommandReceipt,
    /// The newest invitation of each expert.
    pub invitations: BTreeMap<&'static str, String>,
}

/// Carries a command out, and remembers it.
#[macro_export]
macro_rules! act {
    ($panel:ident, $services:ident, $person:expr, $rpc:ident, $request:expr) => {{
        let answer = $panel.world.$services($person).await.$rpc($request).await;
        let answer = answer.map(|answer| answer.into_inner().receipt.unwrap());
        if let Ok(receipt) = &answer {
            $panel.last = receipt.clone();
        }
        answer
    }};
}

impl Panel {
    /// There is a review whose dossier is complete, and nobody looks at it yet.
    pub async fn planned() -> Self {
        let world = World::regulated().await;
        let (review, last) = world.running().await;
        let document = world.review(&review, &last).await.documents[0].document_id.clone();
        Self { world, review, document, last, invitations: BTreeMap::new() }
    }

    /// Seven are asked, and nobody has answered.
    pub async fn asked() -> Self {
        let mut panel = Self::planned().await;
        panel.compose(0).await.unwrap();
        for (expert, role) in SEATS {
            panel.seat(expert, role, "").await;
        }
        panel
    }

    /// All seven are in, and the review is opened today.
    pub async fn in_review() -> Self {
        let mut panel = Self::asked().await;
        for (expert, _) in SEATS {
            panel.accept(expert, Vec::new()).await.unwrap();
        }
        panel.form().await.unwrap();
        panel.open().await.unwrap();
        panel
    }

    pub fn today(&self) -> String {
        self.world.ground.clock.today().to_string()
    }

    pub fn invitation(&self, expert: &str) -> String {
        self.invitations[expert].clone()
    }

    /// As the Union sees it.
    pub async fn told(&self) -> Council {
        let (review_id, unit_id) = (self.review.clone(), UNION.to_string());
        let get = GetCouncilRequest { review_id, unit_id, read_at: after(&self.last) };
        let told = self.world.councils(OFFICE).await.get_council(get).await.unwrap();
        told.into_inner().council.unwrap()
    }

    /// How it is told of an expert's newest invitation.
    pub async fn told_of(&self, expert: &str) -> Invitation {
        let invitation = self.invitation(expert);
        let mut told = self.told().await.invitations.into_iter();
        told.find(|it| it.invitation_id == invitation).unwrap()
    }

    pub async fn line(&self) -> DocketLine {
        let (review_id, unit_id) = (self.review.clone(), UNION.to_string());
        let get = GetDocketRequest { review_id, unit_id, read_at: after(&self.last) };
        let told = self.world.docket(OFFICE).await.get_docket(get).await.unwrap();
        told.into_inner().line.unwrap()
    }

    pub async fn counts(&self) -> DocketCounts {
        self.line().await.counts.unwrap()
    }

    async fn etag(&self) -> String {
        self.world.council_etag(&self.review, &self.last).await
    }
}

/// What the office does about the council.
impl Panel {
    pub async fn compose(&mut self, size: i32) -> Done {
        let compose = ComposeCouncilRequest {
            review_id: self.review.clone(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            form: CouncilForm::Council.into(),
            size,
        };
        act!(self, councils, OFFICE, compose_council, compose)
    }

    pub fn letter(&self, expert: &str, role: CouncilRole) -> InviteExpertRequest {
        InviteExpertRequest {
            review_id: self.review.clone(),
            request_id: fresh(),
            unit_id: UNION.to_string(),
            invitation_id: fresh(),
            expert: expert.into(),
            role: role.into(),
            invited_on: self.today(),
            ..InviteExpertRequest::default()
        }
    }

    pub async fn invite(&mut self, letter: InviteExpertRequest) -> Done {
        let letter = InviteExpertRequest { etag: self.etag().await, ..letter };
        act!(self, councils, OFFICE, invite_expert, letter)
    }

    /// Somebody is asked, in place of another where one is named, and has the right to answer.
    pub async fn seat(&mut self, expert: &'static str, role: CouncilRole, in_place_of: &str) {
        let follows_invitation_id = self.invitations.get(in_place_of).cloned().unwrap_or_default();
        let letter = InviteExpertRequest { follows_invitation_id, ..self.letter(expert, role) };
        self.invitations.insert(expert, letter.invitation_id.clone());
        self.invite(letter).await.unwrap();
        let right = match role {
            CouncilRole::Chair | CouncilRole::DeputyChair => Role::CouncilChair,
            _works_with_them => Role::CouncilMember,
        };
        self.world.may_advise(expert, right, &self.review).await;
    }

    pub async fn form(&mut self) -> Done {
        let form = FormCouncilRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            formed_on: self.today(),
        };
        act!(self, councils, OFFICE, form_council, form)
    }

    pub async fn open(&mut self) -> Done {
        let open = OpenReviewRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            opened_on: self.today(),
        };
        act!(self, councils, OFFICE, open_review, open)
    }

    pub async fn extend(&mut self, expert: &str, opinion_by: &str) -> Done {
        let extend = ExtendOpinionRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id: self.invitation(expert),
            opinion_by: opinion_by.into(),
            reason: "Chuyên gia đi công tác".into(),
        };
        act!(self, councils, OFFICE, extend_opinion, extend)
    }

    pub async fn dismiss(&mut self, expert: &str) -> Done {
        let dismiss = DismissExpertRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            invitation_id: self.invitation(expert),
            dismissed_on: self.today(),
            reason: "Không có ý kiến sau hai lần nhắc".into(),
        };
        act!(self, councils, OFFICE, dismiss_expert, dismiss)
    }
}

/// What an expert does.
impl Panel {
    pub async fn accept(&mut self, expert: &str, conflicts: Vec<ConflictDeclaration>) -> Done {
        let accept = AcceptInvitationRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
            pledges: true,
            conflicts,
        };
        act!(self, councils, expert, accept_invitation, accept)
    }

    pub async fn open_dossier(&mut self, expert: &str) -> Done {
        let open = OpenDossierRequest {
            review_id: self.review.clone(),
            etag: self.etag().await,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
        };
        act!(self, councils, expert, open_dossier, open)
    }

    /// The bytes of the scheme.
    pub async fn read(&self, expert: &str) -> Result<Vec<u8>, Status> {
        let (review_id, document_id) = (self.review.clone(), self.document.clone());
        let read = ReadPaperRequest { review_id, document_id, offset: 0 };
        let pieces = self.world.councils(expert).await.read_paper(read).await?.into_inner();
        let pieces: Vec<_> = pieces.try_collect().await?;
        Ok(pieces.into_iter().flat_map(|piece| piece.data).collect())
    }

    pub async fn begin(&mut self, expert: &str, content: OpinionContent) -> Done {
        let begin = BeginOpinionRequest {
            review_id: self.review.clone(),
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
            content: Some(content),
        };
        act!(self, opinions, expert, begin_opinion, begin)
    }

    pub async fn save(&mut self, expert: &str, content: OpinionContent) -> Done {
        let save = SaveOpinionRequest {
            review_id: self.review.clone(),
            etag: self.opinion(expert).await.etag,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
            content: Some(content),
        };
        act!(self, opinions, expert, save_opinion, save)
    }

    pub async fn submit(&mut self, expert: &str) -> Done {
        let submit = SubmitOpinionRequest {
            review_id: self.review.clone(),
            etag: self.opinion(expert).await.etag,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
        };
        act!(self, opinions, expert, submit_opinion, submit)
    }

    pub async fn reaffirm(&mut self, expert: &str) -> Done {
        let answer = self.world.reaffirms(expert, &self.opinion(expert).await).await?;
        self.last = answer.into_inner().receipt.unwrap();
        Ok(self.last.clone())
    }

    /// Opens the dossier, and hands in an opinion of this version of the scheme.
    pub async fn speak(&mut self, expert: &str, version: i32) {
        self.open_dossier(expert).await.unwrap();
        let said = crate::council_samples::opinion(&self.document, version);
        self.begin(expert, said).await.unwrap();
        self.submit(expert).await.unwrap();
    }

    /// An expert's own.
    pub async fn opinion(&self, expert: &str) -> Opinion {
        self.world.own_opinion(expert, &self.review, &self.last).await
    }

    /// The requester puts a new version in place of the scheme.
    pub async fn replace(&mut self, text: &'static str) {
        let told = self.world.review(&self.review, &self.last).await;
        self.last = self.world.replaces(&told, text).await;
    }
}
