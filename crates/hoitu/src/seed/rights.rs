//! Who may do what in the sample data, granted by its administrator before anybody else does anything.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use contracts::access::v1::Kind as Sort;
use contracts::consultancy::v1::CouncilRole;
use contracts::ledger::v1::GetHeadRequest;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::membership::v1 as proto;
use proto::Role;
use tonic::{Code, Status};

use super::command::{Command, Kind};
use super::looking::until_found;
use super::phases::Phase;
use super::{associations, contests, paper_reports, records, reviews, units};
use crate::connection::persistently;
use crate::data::{Identified, ReviewedFiles, stable_id};
use crate::failure::{Failure, Refusal};
use crate::offices::{OFFICES, Office};
use crate::session::Session;
use crate::settings::Context;

/// The first day of the city that the offices belong to.
const SINCE: NaiveDate = NaiveDate::from_ymd_opt(2025, 7, 1).expect("a day of the calendar");
/// Who is said to have decided it; the decision is marked as a sample.
const DECIDED_BY: &str = "HP.BTV";

/// One lane, so that whoever has heard of the last right has heard of all.
pub fn phase(files: &ReviewedFiles) -> Phase {
    let last = Office::of(LAST);
    let others = OFFICES.iter().filter(|office| *office != last);
    let lane = others.chain([last]).flat_map(|office| of(office, files)).collect();
    Phase::of(vec![lane])
}

/// An rpc of the one who gets the last right; every context serves it.
const LAST: &str = "hoitu.ledger.v1.LedgerService/GetHead";

fn of(office: &Office, files: &ReviewedFiles) -> Vec<Command> {
    let scopes = match office.role {
        // Its right is in membership's settings.
        Role::RightsAdministrator => Vec::new(),
        Role::UnionAdmin | Role::UnitHead => vec![(Sort::Unit, unit(office.unit))],
        Role::ReviewRequester => {
            let asking = reviews::requesters(files).into_iter();
            asking.map(|asking| (Sort::Unit, units::id(asking))).collect()
        }
        Role::CouncilMember => return advising(office, files),
        Role::UnitReporter => {
            let filing = records::filing_units(files);
            let filing = filing.iter().map(units::id).chain([paper_reports::archive()]);
            filing.map(|id| (Sort::Unit, id)).collect()
        }
        Role::AssociationOfficer => {
            let counted = files.associations.iter().filter(|one| !one.headcounts.is_empty());
            counted.map(|one| (Sort::Association, associations::id(&one.code))).collect()
        }
        Role::PlanAuthority
        | Role::Monitor
        | Role::RegistryOfficer
        | Role::Auditor
        | Role::DataProtectionOfficer
        | Role::SystemOperator => vec![(Sort::Province, String::new())],
        Role::ContestSecretary | Role::Judge | Role::JuryChair | Role::OrganisingCommittee => {
            let rounds = files.contests.iter().map(contests::round_id);
            rounds.map(|id| (Sort::Round, id)).collect()
        }
        Role::AwardAuthority => {
            let programmes: BTreeSet<_> =
                files.contests.iter().map(contests::programme_id).collect();
            programmes.into_iter().map(|id| (Sort::Programme, id)).collect()
        }
        // They have no office among the samples.
        Role::Unspecified | Role::CouncilChair | Role::Entrant | Role::Guardian => Vec::new(),
    };
    scopes.into_iter().map(|(kind, id)| grant(office, office.role, kind, id)).collect()
}

/// An expert works on the reviews in whose council they sit; one of them leads it.
fn advising(office: &Office, files: &ReviewedFiles) -> Vec<Command> {
    let seats = reviews::seats(files).filter(|(_, seat)| seat.expert == office);
    let grants = seats.map(|(review, seat)| {
        let leads = seat.role == CouncilRole::Chair;
        let role = if leads { Role::CouncilChair } else { Role::CouncilMember };
        grant(office, role, Sort::Request, reviews::id(review))
    });
    grants.collect()
}

fn grant(office: &Office, role: Role, kind: Sort, id: String) -> Command {
    let person = office.person();
    let asks = format!("granted {} on {id}", role.as_str_name());
    let grant_id = stable_id(Identified::Grant, &format!("{person} {asks}")).to_string();
    let right = proto::Right {
        unit_id: unit(office.unit),
        capacity: office.capacity.to_owned(),
        role: role.into(),
        scope: Some(proto::Scope { kind: kind.into(), id }),
        first_day: SINCE.to_string(),
        last_day: String::new(),
    };
    let decision_ref = Some(proto::DecisionRef {
        number_symbol: "MẪU".to_owned(),
        issued_on: SINCE.to_string(),
        issuer_unit_id: unit(DECIDED_BY),
    });
    let request = proto::GrantRightRequest {
        grant_id,
        person: person.clone(),
        right: Some(right),
        decision_ref,
        ..Default::default()
    };
    Command::new(Kind::Right, format!("rights of {person}"), &asks, SINCE, &request)
}

fn unit(code: &str) -> String {
    stable_id(Identified::Unit, code).to_string()
}

/// Returns when each of the contexts goes by the rights: they hear of them a moment after they are recorded.
pub async fn await_effect(session: &Session, contexts: BTreeSet<Context>) -> Result<(), Failure> {
    for context in contexts {
        let last = session.connect_as(Office::of(LAST), context).await?;
        let ask = || {
            let mut client = LedgerServiceClient::new(last.clone());
            async move { client.get_head(GetHeadRequest::default()).await }
        };
        let mut refused = None;
        let heard = until_found(async || match persistently(ask).await {
            Ok(_) => Ok(Some(())),
            Err(status) if status.code() == Code::PermissionDenied => {
                if refused.replace(status).is_none() {
                    let name = context.name();
                    session.output.tell_progress(&format!("Chờ {name} nghe các quyền vừa ghi"));
                }
                Ok(None)
            }
            Err(status) => Err(status.into()),
        });
        if let (None, Some(status)) = (heard.await?, refused) {
            return Err(unheard(context, &status));
        }
    }
    Ok(())
}

/// It refuses whom it should have heard of.
fn unheard(context: Context, status: &Status) -> Failure {
    let mut refusal = Refusal::from(status);
    refusal.details.push(("đã chờ".to_owned(), format!("{} nghe các quyền", context.name())));
    Failure::Refused(Box::new(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_office_is_granted_something_but_the_administrator_whom_settings_name() {
        let files = ReviewedFiles::read().unwrap();
        let phase = phase(&files);
        let granted = |office: &&Office| {
            let to = format!("rights of {}", office.person());
            phase.lanes.iter().flatten().any(|command| command.resource == to)
        };
        let without = OFFICES.iter().filter(|office| !granted(office));
        let without: Vec<_> = without.map(|office| office.role).collect();
        assert_eq!(without, [Role::RightsAdministrator]);
    }
}
