//! Events of membership and reporting, and a small plan made of them.

use contracts::membership::v1 as membership;
use contracts::projection::v1 as wire;
use contracts::reporting::v1 as reporting;
use uuid::Uuid;

use crate::world::{Event, MEMBERSHIP, REPORTING, World};

pub const PLAN: u128 = 1_000;
pub const PROVINCE: u128 = 1;
pub const UNION: u128 = 2;
pub const MERGED: u128 = 5;
pub const MERGED_UNION: u128 = 6;
pub const MECHANICS: u128 = 101;
pub const NURSES: u128 = 102;
/// A mass association.
pub const LEARNING: u128 = 103;

pub fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn decision() -> Option<membership::DecisionRef> {
    Some(membership::DecisionRef {
        number_symbol: "25/QĐ-LHH".to_owned(),
        issued_on: "2022-02-20".to_owned(),
        issuer_unit_id: id(UNION),
    })
}

impl World {
    /// The province with its Union, and a plan of June 2021 with two items.
    pub async fn with_a_plan(&self) -> Vec<String> {
        vec![
            self.unit(PROVINCE, membership::UnitKind::Province, 0, "Tỉnh Hải Dương").await,
            self.unit(UNION, membership::UnitKind::ProvincialUnion, PROVINCE, "Liên hiệp Hội tỉnh")
                .await,
            self.plan().await,
            self.item("II.4.b", "Vận động thành lập hội; phát triển hội viên").await,
            self.item("II.4.c", "Đào tạo, bồi dưỡng").await,
            self.indicator("II.4.b/2", "associations_admitted", false).await,
            self.indicator("II.4.b/3", "members_declared", true).await,
            self.indicator("II.4.b/4", "intellectual_members_pct", true).await,
            self.indicator("II.4.c/1", "training_courses", false).await,
        ]
    }

    pub async fn unit(
        &self,
        unit: u128,
        kind: membership::UnitKind,
        parent: u128,
        full_name: &str,
    ) -> String {
        let event = membership::UnitEstablished {
            unit_id: id(unit),
            occurred_on: "2000-01-01".to_owned(),
            kind: kind.into(),
            full_name: full_name.to_owned(),
            parent_unit_id: if parent == 0 { String::new() } else { id(parent) },
            ..Default::default()
        };
        let event = Event::new("UnitEstablished", &event);
        self.publish(MEMBERSHIP, &format!("unit-{unit}"), &event).await
    }

    /// Both the province and its Union go over into others on 1 July 2025.
    pub async fn merger(&self) -> Vec<String> {
        use membership::UnitKind::{Province, ProvincialUnion};
        vec![
            self.unit(MERGED, Province, 0, "Thành phố Hải Phòng").await,
            self.unit(MERGED_UNION, ProvincialUnion, MERGED, "Liên hiệp Hội thành phố").await,
            self.succeeded(PROVINCE, MERGED).await,
            self.succeeded(UNION, MERGED_UNION).await,
        ]
    }

    async fn succeeded(&self, unit: u128, successor: u128) -> String {
        let event = membership::UnitSucceeded {
            unit_id: id(unit),
            occurred_on: "2025-07-01".to_owned(),
            kind: membership::UnitSuccessionKind::Consolidated.into(),
            successors: vec![membership::UnitSuccessor { unit_id: id(successor), parts: 0 }],
            predecessor_ends: true,
            ..Default::default()
        };
        let event = Event::new("UnitSucceeded", &event);
        self.publish(MEMBERSHIP, &format!("unit-{unit}"), &event).await
    }

    async fn plan(&self) -> String {
        let event = reporting::PlanIssued {
            plan_id: id(PLAN),
            occurred_on: "2021-06-11".to_owned(),
            document_type: "KẾ HOẠCH".to_owned(),
            subject_line: "thực hiện Kết luận số 93-KL/TW".to_owned(),
            ..Default::default()
        };
        self.publish(REPORTING, "plan-1", &Event::new("PlanIssued", &event)).await
    }

    pub async fn item(&self, code: &str, short_title: &str) -> String {
        let event = reporting::PlanItemDefined {
            plan_id: id(PLAN),
            occurred_on: "2021-06-11".to_owned(),
            version: 1,
            item: Some(reporting::ItemText {
                code: code.to_owned(),
                kind: reporting::ItemKind::Task.into(),
                short_title: short_title.to_owned(),
                text: "Nguyên văn.".to_owned(),
            }),
        };
        self.publish(REPORTING, "plan-1", &Event::new("PlanItemDefined", &event)).await
    }

    pub async fn indicator(&self, code: &str, identifier: &str, stock: bool) -> String {
        let nature = match stock {
            true => reporting::IndicatorNature::Stock,
            false => reporting::IndicatorNature::Flow,
        };
        let definition = reporting::IndicatorDefinition {
            name: format!("Chỉ số {code}"),
            measures: vec![reporting::Measure {
                identifier: identifier.to_owned(),
                kind: reporting::MeasureKind::Count.into(),
                unit_of_measure: "hội".to_owned(),
            }],
            source: reporting::IndicatorSource::Automatic.into(),
            nature: nature.into(),
            formula: "đếm".to_owned(),
            ..Default::default()
        };
        let event = reporting::IndicatorPublished {
            plan_id: id(PLAN),
            occurred_on: "2021-06-11".to_owned(),
            code: code.to_owned(),
            item_code: code.split('/').next().unwrap_or_default().to_owned(),
            formula_version: 1,
            definition: Some(definition),
            ..Default::default()
        };
        let event = Event::new("IndicatorPublished", &event);
        self.publish(REPORTING, &format!("indicator-{code}"), &event).await
    }

    /// An association that exists since 2015, as sample data.
    pub async fn association(&self, association: u128, full_name: &str) -> String {
        let event = membership::AssociationRegistered {
            association_id: id(association),
            occurred_on: "2015-01-01".to_owned(),
            full_name: full_name.to_owned(),
            territory_unit_id: id(PROVINCE),
            science_field: membership::ScienceField::EngineeringAndTechnology.into(),
            illustrative: true,
            mass_association: association == LEARNING,
            ..Default::default()
        };
        let event = Event::new("AssociationRegistered", &event);
        self.publish(MEMBERSHIP, &format!("association-{association}"), &event).await
    }

    pub async fn admitted(&self, association: u128, on: &str) -> String {
        let event = membership::UnionMembershipAdmitted {
            association_id: id(association),
            occurred_on: on.to_owned(),
            union_unit_id: id(UNION),
            decision_ref: decision(),
        };
        let event = Event::new("UnionMembershipAdmitted", &event);
        self.publish(MEMBERSHIP, &format!("union_membership-{association}"), &event).await
    }

    pub async fn declared(&self, association: u128, members: i64, on: &str) -> String {
        self.headcount(association, members, None, on).await
    }

    pub async fn headcount(
        &self,
        association: u128,
        members: i64,
        intellectuals: Option<i64>,
        on: &str,
    ) -> String {
        let declaration = format!("{association}/{members}/{on}");
        let declaration = Uuid::new_v5(&Uuid::NAMESPACE_OID, declaration.as_bytes());
        let event = membership::HeadcountDeclared {
            declaration_id: declaration.to_string(),
            association_id: id(association),
            occurred_on: on.to_owned(),
            declared_on: on.to_owned(),
            headcount: Some(membership::Headcount { members, intellectuals, ..Default::default() }),
            evidence: Some(membership::EvidenceRef {
                number_symbol: "12/BC-HV".to_owned(),
                issued_on: on.to_owned(),
                issuer_id: id(association),
                file_sha256: "ab".repeat(32),
            }),
        };
        let event = Event::new("HeadcountDeclared", &event);
        self.publish(MEMBERSHIP, &format!("headcount-{association}"), &event).await
    }

    /// A declaration that says nothing of who declares: it cannot be understood.
    pub async fn nonsense(&self, association: u128) -> String {
        let event = Event::new("HeadcountDeclared", &membership::HeadcountDeclared::default());
        self.publish(MEMBERSHIP, &format!("headcount-{association}"), &event).await
    }
}

pub fn year(year: i32) -> Option<wire::Period> {
    Some(wire::Period { window: Some(wire::period::Window::CalendarYear(year)) })
}

pub fn figure<'a>(answer: &'a wire::GetProgressResponse, code: &str) -> &'a wire::Figure {
    let mut figures = answer.items.iter().flat_map(|item| &item.figures);
    figures.find(|figure| figure.indicator_code == code).unwrap()
}

pub fn integer(figure: &wire::Figure) -> Option<i64> {
    match figure.value.as_ref()?.number.as_ref()? {
        wire::value::Number::Integer(integer) => Some(*integer),
        wire::value::Number::Ratio(_) | wire::value::Number::Word(_) => None,
    }
}
