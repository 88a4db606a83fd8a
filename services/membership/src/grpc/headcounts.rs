//! `HeadcountService`: how many members associations declare.

use chassis::fields::{self, Fields};
use contracts::membership::v1 as wire;
use ledger::{Decider as _, Step, reservation};
use tonic::{Request, Response, Status};
use wire::headcount_service_server::HeadcountService;

use super::facts::{Facts as _, WORDS};
use super::{DOMAIN, Membership};
use crate::domain::headcount::{Command, Declaration, Figures, Headcount};
use crate::domain::{AssociationId, DeclarationId, association};

/// More than anybody can declare.
const MOST_MEMBERS: u32 = 100_000_000;

#[tonic::async_trait]
impl HeadcountService for Membership {
    async fn declare_headcount(
        &self,
        request: Request<wire::DeclareHeadcountRequest>,
    ) -> Result<Response<wire::DeclareHeadcountResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, declaration_id, counted_on, declared_on, counts, evidence, asked) =
            fields::read(&DOMAIN, |fields| {
                let id = fields.association("association_id", &request.association_id);
                let asked = fields.asked(&caller, &request, Headcount::CATEGORY, id);
                let declaration_id = fields.uuid("declaration_id", &request.declaration_id);
                let counted_on = fields.past_date("counted_on", &request.counted_on, today);
                let declared_on = fields.past_date("declared_on", &request.declared_on, today);
                let counts = fields.message("headcount", request.headcount.as_ref(), counts);
                let evidence = fields.evidence("evidence", request.evidence.as_ref(), today);
                let declaration_id = DeclarationId(declaration_id?);
                Some((id?, declaration_id, counted_on?, declared_on?, counts?, evidence?, asked?))
            })?;
        let figures = counts.figures().map_err(|rejection| DOMAIN.rejected(rejection))?;

        let declaration = Declaration { declaration_id, declared_on, figures, evidence };
        let operating = association::Command::VouchOperating { on: counted_on };
        let steps = vec![
            self.headcounts.step(id, Command::Declare { declaration, counted_on }),
            self.own(id, declaration_id),
            self.associations.step(id, operating),
        ];
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::DeclareHeadcountResponse { receipt }))
    }

    async fn correct_headcount(
        &self,
        request: Request<wire::CorrectHeadcountRequest>,
    ) -> Result<Response<wire::CorrectHeadcountResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, declaration_id, supersedes, declared_on, counts, evidence, reason, asked) =
            fields::read(&DOMAIN, |fields| {
                let id = fields.association("association_id", &request.association_id);
                let asked = fields.asked(&caller, &request, Headcount::CATEGORY, id);
                let declaration_id = fields.uuid("declaration_id", &request.declaration_id);
                let supersedes =
                    fields.uuid("supersedes_declaration_id", &request.supersedes_declaration_id);
                let declared_on = fields.past_date("declared_on", &request.declared_on, today);
                let counts = fields.message("headcount", request.headcount.as_ref(), counts);
                let evidence = fields.evidence("evidence", request.evidence.as_ref(), today);
                let reason = fields.long_text("reason", &request.reason, WORDS);
                let declaration_id = DeclarationId(declaration_id?);
                let supersedes = DeclarationId(supersedes?);
                let (counts, evidence, reason) = (counts?, evidence?, reason?);
                let declared_on = declared_on?;
                Some((
                    id?,
                    declaration_id,
                    supersedes,
                    declared_on,
                    counts,
                    evidence,
                    reason,
                    asked?,
                ))
            })?;
        let figures = counts.figures().map_err(|rejection| DOMAIN.rejected(rejection))?;

        let declaration = Declaration { declaration_id, declared_on, figures, evidence };
        let command = Command::Correct { declaration, supersedes, reason };
        let steps = vec![self.headcounts.step(id, command), self.own(id, declaration_id)];
        let receipt = self.act(asked, steps).await?;

        Ok(Response::new(wire::CorrectHeadcountResponse { receipt }))
    }

    async fn list_headcount_declarations(
        &self,
        request: Request<wire::ListHeadcountDeclarationsRequest>,
    ) -> Result<Response<wire::ListHeadcountDeclarationsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.declarations(&caller, &request).await.map(Response::new)
    }
}

impl Membership {
    /// The id of a declaration belongs to one association.
    fn own(&self, id: AssociationId, declaration: DeclarationId) -> Box<dyn Step> {
        let (key, holder) = (declaration.to_string(), id.to_string());
        let taken = "DECLARATION_ALREADY_EXISTS";
        reservation::reserve(&self.ledger, "headcount_declaration", &key, holder, taken)
    }
}

/// Numbers, not yet held against each other.
struct Counts {
    members: u32,
    intellectuals: Option<u32>,
    women: Option<u32>,
    under_35: Option<u32>,
}

impl Counts {
    fn figures(&self) -> Result<Figures, crate::domain::headcount::Rejection> {
        Figures::new(self.members, self.intellectuals, self.women, self.under_35)
    }
}

fn counts(fields: &mut Fields, headcount: &wire::Headcount) -> Option<Counts> {
    let mut part = |name: &str, count: Option<i64>| match count {
        Some(count) => fields.count(name, count, MOST_MEMBERS).map(Some),
        None => Some(None),
    };
    let intellectuals = part("intellectuals", headcount.intellectuals);
    let women = part("women", headcount.women);
    let under_35 = part("under_35", headcount.under_35);
    let members = fields.count("members", headcount.members, MOST_MEMBERS);
    Some(Counts {
        members: members?,
        intellectuals: intellectuals?,
        women: women?,
        under_35: under_35?,
    })
}
