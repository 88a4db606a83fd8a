//! The variables of this service, beyond those of the chassis.

use chassis::config::{Reader, Variable};
use chassis::keys::{
    KEYS_DATABASE_URL, KeysSettings, MASTER_KEYS, TRANSIT_CA, TRANSIT_KEY, TRANSIT_TOKEN,
    TRANSIT_URL,
};
use chassis::run::Own;

pub const FIRST_ADMINISTRATOR: Variable = Variable {
    name: "FIRST_ADMINISTRATOR",
    meaning: "who gives the first rights, by the subject of their tokens; holds while no administrator \
              of rights stands (optional)",
    example: "sub-1",
};

#[derive(Debug, Clone)]
pub struct Config {
    pub first_administrator: Option<String>,
    /// Of persons.
    pub keys: KeysSettings,
}

pub const OWN: Own<Config> = Own {
    variables: &[
        FIRST_ADMINISTRATOR,
        KEYS_DATABASE_URL,
        MASTER_KEYS,
        TRANSIT_URL,
        TRANSIT_KEY,
        TRANSIT_TOKEN,
        TRANSIT_CA,
    ],
    read,
};

fn read(reader: &mut Reader) -> Option<Config> {
    let first_administrator = reader.optional(&FIRST_ADMINISTRATOR, subject);
    let keys = KeysSettings::read(reader);
    Some(Config { first_administrator: first_administrator?, keys: keys? })
}

fn subject(text: &str) -> Result<String, &'static str> {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && text.len() <= 200 {
        Ok(text.to_owned())
    } else {
        Err("it must be 1 to 200 visible ASCII characters")
    }
}
