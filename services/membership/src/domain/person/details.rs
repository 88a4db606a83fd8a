//! Who a person is, in clear: between a request and its sealing, and between opening and the answer.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is kept of a person. Party membership and ethnic group are not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub full_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// A telephone number or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(***)")
    }
}
