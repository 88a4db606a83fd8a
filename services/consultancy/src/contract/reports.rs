//! Reports and recommendations as the contract says them.

use contracts::consultancy::v1 as wire;

use super::count;
use crate::domain::report::Stage;
use crate::domain::report::content::{Content, Link, Recommendation, Statement};

impl From<Stage> for wire::ReportState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::Submitted => Self::Submitted,
            Stage::Returned => Self::Returned,
            Stage::Approved => Self::Approved,
            Stage::Delivered => Self::Delivered,
        }
    }
}

impl From<&Link> for wire::OpinionLink {
    fn from(link: &Link) -> Self {
        Self { opinion_id: link.opinion.to_string(), version: count(link.version) }
    }
}

impl From<&Statement> for wire::Statement {
    fn from(statement: &Statement) -> Self {
        Self {
            statement_id: statement.id.to_string(),
            part: wire::ReportPart::from(statement.part).into(),
            text: statement.text.clone(),
            opinions: statement.rests_on.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Recommendation> for wire::RecommendationText {
    fn from(recommendation: &Recommendation) -> Self {
        let addressee = recommendation.addressee.map(|unit| unit.to_string());
        Self {
            recommendation_id: recommendation.id.to_string(),
            number: count(recommendation.number),
            r#type: wire::RecommendationType::from(recommendation.kind).into(),
            priority: wire::Priority::from(recommendation.priority).into(),
            addressee_unit_id: addressee.unwrap_or_default(),
            clause: recommendation.clause.clone().unwrap_or_default(),
            text: recommendation.text.clone(),
            wished_text: recommendation.wished_text.clone().unwrap_or_default(),
        }
    }
}

impl From<&Content> for wire::ReportContent {
    fn from(content: &Content) -> Self {
        Self {
            statements: content.statements.iter().map(Into::into).collect(),
            recommendations: content.recommendations.iter().map(Into::into).collect(),
        }
    }
}
