//! Opinions as the contract says them.

use contracts::consultancy::v1 as wire;

use super::count;
use crate::domain::opinion::content::{Answer, Content, Section};
use crate::domain::opinion::{Stage, Version};

impl From<Stage> for wire::OpinionState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Draft => Self::Draft,
            Stage::Submitted => Self::Submitted,
            Stage::Returned => Self::Returned,
            Stage::Considered => Self::Considered,
            Stage::Retracted => Self::Retracted,
            Stage::Void => Self::Void,
        }
    }
}

impl From<&Section> for wire::OpinionSection {
    fn from(section: &Section) -> Self {
        Self {
            document_id: section.document.to_string(),
            document_version: count(section.version),
            section: section.part.clone(),
            stance: wire::Stance::from(section.stance).into(),
            text: section.text.clone(),
        }
    }
}

impl From<&Answer> for wire::QuestionAnswer {
    fn from(answer: &Answer) -> Self {
        Self { number: count(answer.number), text: answer.text.clone() }
    }
}

impl From<&Content> for wire::OpinionContent {
    fn from(content: &Content) -> Self {
        Self {
            sections: content.sections.iter().map(Into::into).collect(),
            answers: content.answers.iter().map(Into::into).collect(),
            conclusion: content.conclusion.clone(),
        }
    }
}

impl From<&Version> for wire::OpinionVersion {
    fn from(version: &Version) -> Self {
        Self {
            version: count(version.version),
            submitted_on: version.submitted_on.to_string(),
            round: count(version.round),
            content: Some((&version.content).into()),
            sha256: version.sha256.clone(),
        }
    }
}
