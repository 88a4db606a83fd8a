//! The variables of this service, beyond those of the chassis.

use chassis::config::{Reader, Variable};
use chassis::run::Own;

pub const FIRST_ADMINISTRATOR: Variable = Variable {
    name: "FIRST_ADMINISTRATOR",
    meaning: "who gives the first rights, by the subject of their tokens; holds while no administrator \
              of rights stands (optional)",
    example: "sub-1",
};

#[derive(Debug, Clone, Default)]
pub struct Config {
    pub first_administrator: Option<String>,
}

pub const OWN: Own<Config> = Own { variables: &[FIRST_ADMINISTRATOR], read };

fn read(reader: &mut Reader) -> Option<Config> {
    let first_administrator = reader.optional(&FIRST_ADMINISTRATOR, subject)?;
    Some(Config { first_administrator })
}

fn subject(text: &str) -> Result<String, &'static str> {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && text.len() <= 200 {
        Ok(text.to_owned())
    } else {
        Err("it must be 1 to 200 visible ASCII characters")
    }
}
