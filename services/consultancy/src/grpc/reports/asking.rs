//! The questions about reports: what the Union sees, and what the requester was given.

use chassis::caller::Caller;
use chassis::fields;
use contracts::consultancy::v1 as wire;
use tonic::Status;

use super::Reports;
use crate::grpc::{DOMAIN, unreadable};
use crate::views::review_work::report::{find_delivered, find_report};

impl Reports {
    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetReportRequest,
    ) -> Result<wire::GetReportResponse, Status> {
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = find_report(tx, id, union, known_at).await.map_err(unreadable)?;
        let report = Some(found.ok_or_else(|| DOMAIN.no_such("report", id))?);
        let read_info = Some(reading.info);
        Ok(wire::GetReportResponse { report, read_info })
    }

    pub(super) async fn delivered(
        &self,
        caller: &Caller,
        request: &wire::GetDeliveredReportRequest,
    ) -> Result<wire::GetDeliveredReportResponse, Status> {
        let (id, requester, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let requester = fields.uuid("requester_unit_id", &request.requester_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, requester?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = find_delivered(tx, id, requester, known_at).await.map_err(unreadable)?;
        let report = Some(found.ok_or_else(|| DOMAIN.no_such("report", id))?);
        let read_info = Some(reading.info);
        Ok(wire::GetDeliveredReportResponse { report, read_info })
    }
}
