//! Proposals as the contract says them.

use contracts::consultancy::v1 as wire;

use crate::domain::proposal::Text;

impl From<&Text> for wire::ProposalText {
    fn from(text: &Text) -> Self {
        Self {
            title: text.title.clone(),
            field: wire::ReviewField::from(text.field).into(),
            theme: text.theme.clone(),
            text: text.text.clone(),
            addressee_unit_id: text.addressee.to_string(),
        }
    }
}
