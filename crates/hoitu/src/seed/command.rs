//! One request of the seed, before it is sent.

use chrono::NaiveDate;
use contracts::CommandRequest;
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage as _, Value};

use crate::data::{Identified, stable_id};
use crate::evidence::Announced;
use crate::offices::Office;
use crate::output::CONTRACTS;
use crate::settings::Context;

/// What a command is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Right,
    Unit,
    UnitSuccession,
    Association,
    UnionMembership,
    Headcount,
    Plan,
    Indicator,
    Reassignment,
    Calendar,
    Regime,
    Evidence,
    Record,
    Target,
    PaperPeriod,
    PaperReport,
    ReviewRegulation,
    ReviewDocument,
    Review,
    Proposal,
    ContestFile,
    Contest,
    ContestEntry,
    Jury,
    Sheet,
    Prizes,
    FollowUp,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "Quyền của các vai trò mẫu",
            Self::Unit => "Đơn vị",
            Self::UnitSuccession => "Kế thừa, kết thúc đơn vị",
            Self::Association => "Hội",
            Self::UnionMembership => "Thành viên Liên hiệp Hội",
            Self::Headcount => "Khai số hội viên",
            Self::Plan => "Kế hoạch",
            Self::Indicator => "Chỉ số",
            Self::Reassignment => "Giao lại nhiệm vụ",
            Self::Calendar => "Lịch làm việc",
            Self::Regime => "Chế độ báo cáo",
            Self::Evidence => "Minh chứng mẫu",
            Self::Record => "Hồ sơ mẫu",
            Self::Target => "Chỉ tiêu mẫu",
            Self::PaperPeriod => "Kỳ báo cáo mẫu",
            Self::PaperReport => "Báo cáo giấy mẫu",
            Self::ReviewRegulation => "Quy chế tư vấn, phản biện mẫu",
            Self::ReviewDocument => "Tài liệu tư vấn, phản biện mẫu",
            Self::Review => "Việc tư vấn, phản biện mẫu",
            Self::Proposal => "Đề xuất mẫu",
            Self::ContestFile => "Tệp mẫu của cuộc thi",
            Self::Contest => "Cuộc thi mẫu",
            Self::ContestEntry => "Hồ sơ dự thi mẫu",
            Self::Jury => "Ban giám khảo mẫu",
            Self::Sheet => "Phiếu chấm mẫu",
            Self::Prizes => "Giải mẫu",
            Self::FollowUp => "Dự thi toàn quốc (mẫu)",
        }
    }

    /// The data file that it stands in.
    pub fn file(self) -> &'static str {
        match self {
            Self::Right => "(vai trò mẫu)",
            Self::Unit => "units.json",
            Self::UnitSuccession => "successions.json",
            Self::Association | Self::UnionMembership | Self::Headcount => "associations.json",
            Self::Plan => "plan.json",
            Self::Indicator => "indicators.json",
            Self::Reassignment => "reassignments.json",
            Self::Calendar => "calendars.json",
            Self::Regime => "regimes.json",
            Self::Evidence | Self::ReviewDocument => "(tài liệu mẫu)",
            Self::Record => "records.json",
            Self::Target => "targets.json",
            Self::PaperPeriod | Self::PaperReport => "paper_reports.json",
            Self::ReviewRegulation | Self::Review | Self::Proposal => "reviews.json",
            Self::ContestFile => "(tài liệu mẫu)",
            Self::Contest
            | Self::ContestEntry
            | Self::Jury
            | Self::Sheet
            | Self::Prizes
            | Self::FollowUp => "contests.json",
        }
    }

    /// That records it. Each context keeps what its own acts cite.
    pub fn context(self) -> Context {
        match self {
            Self::Right
            | Self::Unit
            | Self::UnitSuccession
            | Self::Association
            | Self::UnionMembership
            | Self::Headcount => Context::Membership,
            Self::Plan
            | Self::Indicator
            | Self::Reassignment
            | Self::Calendar
            | Self::Regime
            | Self::Evidence
            | Self::Record
            | Self::Target
            | Self::PaperPeriod
            | Self::PaperReport => Context::Reporting,
            Self::ReviewRegulation | Self::ReviewDocument | Self::Review | Self::Proposal => {
                Context::Consultancy
            }
            Self::ContestFile
            | Self::Contest
            | Self::ContestEntry
            | Self::Jury
            | Self::Sheet
            | Self::Prizes
            | Self::FollowUp => Context::Awards,
        }
    }

    pub fn machine_name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Unit => "unit",
            Self::UnitSuccession => "unit_succession",
            Self::Association => "association",
            Self::UnionMembership => "union_membership",
            Self::Headcount => "headcount",
            Self::Plan => "plan",
            Self::Indicator => "indicator",
            Self::Reassignment => "reassignment",
            Self::Calendar => "calendar",
            Self::Regime => "regime",
            Self::Evidence => "evidence",
            Self::Record => "record",
            Self::Target => "target",
            Self::PaperPeriod => "paper_period",
            Self::PaperReport => "paper_report",
            Self::ReviewRegulation => "review_regulation",
            Self::ReviewDocument => "review_document",
            Self::Review => "review",
            Self::Proposal => "proposal",
            Self::ContestFile => "contest_file",
            Self::Contest => "contest",
            Self::ContestEntry => "contest_entry",
            Self::Jury => "jury",
            Self::Sheet => "sheet",
            Self::Prizes => "prizes",
            Self::FollowUp => "follow_up",
        }
    }
}

/// A request whose etag is still to be filled in, if it has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub kind: Kind,
    /// What it asks, once and for all: the request id follows from it.
    pub key: String,
    /// The business date, by which the commands of one resource are put in order.
    pub on: NaiveDate,
    /// Whose etag it is answered with, and which it needs if it has one.
    pub resource: String,
    pub rpc: &'static str,
    /// Whose business it is.
    pub by: &'static Office,
    pub request: DynamicMessage,
    /// What is sent before it.
    pub file: Option<Announced>,
    /// Another resource that is there from it on.
    pub begins: Option<Beginning>,
}

/// A resource that begins with a command on another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    pub resource: String,
    /// As its etags begin.
    pub category: &'static str,
}

impl Command {
    pub fn new<R: CommandRequest>(
        kind: Kind,
        resource: impl Into<String>,
        asks: &str,
        on: NaiveDate,
        request: &R,
    ) -> Self {
        let resource = resource.into();
        let key = format!("{resource} {asks}");
        let mut dynamic = DynamicMessage::new(input_of(R::RPC));
        dynamic.transcode_from(request).expect("the same contract decodes what it encoded");
        let request_id = stable_id(Identified::Request, &key).to_string();
        dynamic.set_field_by_name("request_id", Value::String(request_id));
        let by = Office::of(R::RPC);
        let (rpc, request) = (R::RPC, dynamic);
        Self { kind, key, on, resource, rpc, by, request, file: None, begins: None }
    }

    /// In the name of another than whose business it usually is.
    #[must_use]
    pub fn by(self, by: &'static Office) -> Self {
        Self { by, ..self }
    }

    #[must_use]
    pub fn beginning(self, resource: String, category: &'static str) -> Self {
        Self { begins: Some(Beginning { resource, category }), ..self }
    }

    #[must_use]
    pub fn after(self, file: Announced) -> Self {
        Self { file: Some(file), ..self }
    }

    /// Who asks whom.
    pub fn line(&self) -> (&'static Office, Context) {
        (self.by, self.kind.context())
    }

    /// A fact that a changed row leads to. Its id follows from what it asks and from the state it changes,
    /// so that a row may change back and forth.
    pub fn amending<R: CommandRequest>(row: &Self, etag: &str, request: &R) -> Self {
        let said = request.encode_to_vec();
        let asks = format!("{} after {etag} {}", R::RPC, hex::encode(said));
        Self { key: row.key.clone(), ..Self::new(row.kind, &row.resource, &asks, row.on, request) }
    }

    /// A field of the request; `None` where it has no such text.
    pub fn text(&self, field: &str) -> Option<String> {
        let value = self.request.get_field_by_name(field)?;
        value.as_str().map(str::to_owned)
    }

    pub fn needs_etag(&self) -> bool {
        self.request.descriptor().get_field_by_name("etag").is_some()
    }

    pub fn with_etag(&self, etag: &str) -> DynamicMessage {
        let mut request = self.request.clone();
        request.set_field_by_name("etag", Value::String(etag.to_owned()));
        request
    }
}

fn input_of(rpc: &str) -> MessageDescriptor {
    let (service, method) = rpc.split_once('/').expect("an rpc is SERVICE/METHOD");
    let service = CONTRACTS.get_service_by_name(service).expect("a service of the contracts");
    let method = service.methods().find(|candidate| candidate.name() == method);
    method.expect("a method of that service").input()
}
