//! The steps that begin, change and end associations, with all that hangs on them: names, fields,
//! territories, Union membership.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::{CommandError, Step};
use tonic::Status;

use super::claims::Claims;
use super::pinned::Pinned;
use super::{DOMAIN, Membership, not_done};
use crate::domain::association::{Command, Profile};
use crate::domain::{Act, AssociationId, UnitId, union_membership, unit};

type Steps = Vec<Box<dyn Step>>;

impl Membership {
    /// It begins: name and field are free, and its territory exists.
    pub(super) fn begin(
        &self,
        id: AssociationId,
        command: Command,
        profile: &Profile,
        on: NaiveDate,
    ) -> Result<Steps, Status> {
        let claims =
            Claims::default().has(id, profile).map_err(|rejection| DOMAIN.rejected(rejection))?;
        let mut steps = vec![self.associations.step(id, command)];
        steps.extend(claims.steps(&self.ledger));
        steps.extend(self.vouch_for_territories([profile.work.territory], on));
        Ok(steps)
    }

    /// Its name or its field changes; the old ones become free.
    pub(super) async fn amend(
        &self,
        id: AssociationId,
        command: Command,
        change: impl FnOnce(Profile) -> Profile,
    ) -> Result<Steps, Status> {
        let (step, profile) = self.looked_at(id, command).await.map_err(not_done)?;
        let mut claims = Claims::default();
        if let Some(profile) = profile {
            claims = claims
                .had(id, &profile)
                .has(id, &change(profile))
                .map_err(|rejection| DOMAIN.rejected(rejection))?;
        }
        let mut steps = vec![step];
        steps.extend(claims.steps(&self.ledger));
        Ok(steps)
    }

    /// It ends; its name and its field become free.
    pub(crate) async fn end(
        &self,
        id: AssociationId,
        command: Command,
    ) -> Result<Steps, CommandError> {
        let (step, profile) = self.looked_at(id, command).await?;
        let mut steps = vec![step];
        if let Some(profile) = profile {
            steps.extend(Claims::default().had(id, &profile).steps(&self.ledger));
        }
        Ok(steps)
    }

    /// The command on an association, to hold at the revision at which it was called and did that.
    pub(super) async fn looked_at(
        &self,
        id: AssociationId,
        command: Command,
    ) -> Result<(Box<dyn Step>, Option<Profile>), CommandError> {
        let (association, revision) = self.associations.load(id).await?;
        let step = self.associations.step(id, command);
        Ok((Box::new(Pinned { step, revision }), association.profile().cloned()))
    }

    /// If it is in a Union, that ends with it.
    pub(super) fn leave_with(&self, id: AssociationId, act: &Act) -> Box<dyn Step> {
        let command = union_membership::Command::EndWithAssociation { act: act.clone() };
        self.union_memberships.step(id, command)
    }

    pub(super) fn vouch_for_territories(
        &self,
        territories: impl IntoIterator<Item = UnitId>,
        on: NaiveDate,
    ) -> Steps {
        let vouch = || unit::Command::Vouch { on, field: "territory_unit_id" };
        let territories: BTreeSet<_> = territories.into_iter().collect();
        territories.into_iter().map(|territory| self.units.step(territory, vouch())).collect()
    }
}
