//! The environment of a service: it is read, or refused without telling a secret.
//!
//! An input is a line `NAME=VALUE` for each variable. Files are not read here.

use chassis::config::{DATABASE_URL, NATS_SEED, NATS_URL, Reader, Settings, VARIABLES, Variable};
use chassis::keys::{KEYS_DATABASE_URL, MASTER_KEYS};

/// What must not be told, if it is long enough not to be anything else by chance.
const SECRETS: [Variable; 5] = [DATABASE_URL, NATS_URL, NATS_SEED, KEYS_DATABASE_URL, MASTER_KEYS];
const LONG: usize = 12;

type Assignment = (String, String);

pub fn try_out(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let assignments = text.lines().filter_map(|line| line.split_once('='));
    let variables: Vec<Assignment> = assignments
        .filter(|(name, _)| !name.ends_with("_FILE"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let told = told_by_services(&variables);
    let leaks = variables.iter().filter(|(name, value)| {
        let value = value.trim();
        is_secret(name) && value.len() > LONG && told.contains(value)
    });
    for (name, value) in leaks {
        // Names and examples are told whatever is wrong.
        let harmless = told_by_services(&without_secrets(&variables)).contains(value.trim());
        assert!(harmless, "{name} is told: {told}");
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|variable| variable.name == name)
}

fn without_secrets(variables: &[Assignment]) -> Vec<Assignment> {
    let masked = variables.iter().map(|(name, value)| {
        (name.clone(), if is_secret(name) { "://".to_owned() } else { value.clone() })
    });
    masked.collect()
}

fn told_by_services(variables: &[Assignment]) -> String {
    let told = [
        told(variables, |reader| (membership::config::OWN.read)(reader)),
        told(variables, |reader| (awards::config::OWN.read)(reader)),
        told(variables, |reader| (consultancy::config::OWN.read)(reader)),
        told(variables, |reader| (reporting::config::OWN.read)(reader)),
        told(variables, |reader| (projection::config::OWN.read)(reader)),
    ];
    told.join("\n")
}

/// What is logged of the settings, or printed about what is wrong with them.
fn told<T: std::fmt::Debug>(
    variables: &[Assignment],
    own: impl FnOnce(&mut Reader) -> Option<T>,
) -> String {
    let read = Reader::read(variables.iter().cloned(), |reader| {
        let settings = Settings::read(reader);
        let own = own(reader);
        Some((settings?, own?))
    });
    match read {
        Ok(settings) => format!("{settings:?}"),
        Err(error) => {
            assert!(!error.faults.is_empty(), "refused without a fault");
            error.to_string()
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let own = [
        membership::config::OWN.variables,
        awards::config::OWN.variables,
        consultancy::config::OWN.variables,
        reporting::config::OWN.variables,
        projection::config::OWN.variables,
    ];
    let line = |variable: &Variable| format!("{}={}\n", variable.name, variable.example);
    let of = |own: &[Variable]| VARIABLES.iter().chain(own).map(line).collect::<String>();
    own.map(|own| of(own).into_bytes()).into()
}
