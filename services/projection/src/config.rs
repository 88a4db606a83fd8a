//! The variables of this service, beyond those of the chassis.

use std::path::PathBuf;

use chassis::config::{Reader, Variable};
use chassis::outgoing::SERVICE_KEY;
use chassis::run::Own;
use chrono::Months;
use http::Uri;

pub const MEMBERSHIP_URL: Variable = Variable {
    name: "MEMBERSHIP_URL",
    meaning: "where membership serves its ledger",
    example: "https://membership-server:8443",
};
pub const AWARDS_URL: Variable = Variable {
    name: "AWARDS_URL",
    meaning: "where awards serves its ledger",
    example: "https://awards-server:8443",
};
pub const CONSULTANCY_URL: Variable = Variable {
    name: "CONSULTANCY_URL",
    meaning: "where consultancy serves its ledger",
    example: "https://consultancy-server:8443",
};
pub const REPORTING_URL: Variable = Variable {
    name: "REPORTING_URL",
    meaning: "where reporting serves its ledger",
    example: "https://reporting-server:8443",
};
pub const STALE_AFTER_MONTHS: Variable = Variable {
    name: "STALE_AFTER_MONTHS",
    meaning: "declarations older than this are flagged (optional; 12)",
    example: "12",
};

const DEFAULT_STALE_AFTER: Months = Months::new(12);
const LONGEST: u32 = 1_200;

#[derive(Debug, Clone)]
pub struct Config {
    pub membership: Uri,
    pub awards: Uri,
    pub consultancy: Uri,
    pub reporting: Uri,
    pub service_key: PathBuf,
    pub stale_after: Months,
}

pub const OWN: Own<Config> = Own {
    variables: &[
        MEMBERSHIP_URL,
        AWARDS_URL,
        CONSULTANCY_URL,
        REPORTING_URL,
        SERVICE_KEY,
        STALE_AFTER_MONTHS,
    ],
    read,
};

fn read(reader: &mut Reader) -> Option<Config> {
    let membership = reader.service(&MEMBERSHIP_URL);
    let awards = reader.service(&AWARDS_URL);
    let consultancy = reader.service(&CONSULTANCY_URL);
    let reporting = reader.service(&REPORTING_URL);
    let service_key = reader.required(&SERVICE_KEY, str::parse);
    let stale_after = reader.optional(&STALE_AFTER_MONTHS, months);
    Some(Config {
        membership: membership?,
        awards: awards?,
        consultancy: consultancy?,
        reporting: reporting?,
        service_key: service_key?,
        stale_after: stale_after?.unwrap_or(DEFAULT_STALE_AFTER),
    })
}

fn months(text: &str) -> Result<Months, &'static str> {
    match text.parse() {
        Ok(months @ 1..=LONGEST) => Ok(Months::new(months)),
        Ok(_) | Err(_) => Err("it must be a number of months from 1 to 1200"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(changes: &[(&str, &str)]) -> Result<Config, Vec<&'static str>> {
        let mut variables: std::collections::BTreeMap<_, _> =
            OWN.variables.iter().map(|it| (it.name, it.example)).collect();
        variables.extend(changes.iter().copied());
        let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let read = Reader::read(variables.collect::<Vec<_>>(), read);
        read.map_err(|error| error.faults.iter().map(|fault| fault.variable.name).collect())
    }

    #[test]
    fn declarations_are_stale_after_twelve_months_unless_said_otherwise() {
        assert_eq!(reading(&[("STALE_AFTER_MONTHS", "")]).unwrap().stale_after, Months::new(12));
        assert_eq!(reading(&[("STALE_AFTER_MONTHS", "6")]).unwrap().stale_after, Months::new(6));
    }

    #[test]
    fn all_faults_are_reported_together() {
        let faults = reading(&[("MEMBERSHIP_URL", ""), ("STALE_AFTER_MONTHS", "0")]);
        assert_eq!(faults.unwrap_err(), ["MEMBERSHIP_URL", "STALE_AFTER_MONTHS"]);
    }
}
