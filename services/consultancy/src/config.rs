//! The variables of this service, beyond those of the chassis.

use std::path::PathBuf;

use chassis::config::{Reader, Variable};
use chassis::outgoing::SERVICE_KEY;
use chassis::run::Own;
use evidence::settings::{
    EVIDENCE_LARGEST_MIB, EVIDENCE_MEDIA_TYPES, EVIDENCE_STORE, EVIDENCE_STORE_AUTHORITIES,
    EVIDENCE_STORE_KEY, EVIDENCE_UNFINISHED_DAYS,
};
use http::Uri;

pub const MEMBERSHIP_URL: Variable = Variable {
    name: "MEMBERSHIP_URL",
    meaning: "where membership serves its ledger, which holds the rights",
    example: "https://membership-server:8443",
};

pub const REPORTING_URL: Variable = Variable {
    name: "REPORTING_URL",
    meaning: "where reporting serves its ledger, which says what days are worked",
    example: "https://reporting-server:8443",
};

#[derive(Debug, Clone)]
pub struct Config {
    pub membership: Uri,
    pub reporting: Uri,
    pub service_key: PathBuf,
    pub evidence: evidence::settings::Settings,
}

pub const OWN: Own<Config> = Own {
    variables: &[
        MEMBERSHIP_URL,
        REPORTING_URL,
        SERVICE_KEY,
        EVIDENCE_STORE,
        EVIDENCE_STORE_KEY,
        EVIDENCE_STORE_AUTHORITIES,
        EVIDENCE_LARGEST_MIB,
        EVIDENCE_MEDIA_TYPES,
        EVIDENCE_UNFINISHED_DAYS,
    ],
    read,
};

fn read(reader: &mut Reader) -> Option<Config> {
    let membership = reader.service(&MEMBERSHIP_URL);
    let reporting = reader.service(&REPORTING_URL);
    let service_key = reader.required(&SERVICE_KEY, str::parse);
    let evidence = evidence::settings::Settings::read(reader);
    Some(Config {
        membership: membership?,
        reporting: reporting?,
        service_key: service_key?,
        evidence: evidence?,
    })
}
