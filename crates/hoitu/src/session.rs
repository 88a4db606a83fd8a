//! One run of the program: its settings, where answers go, and connections made when needed.

use std::path::Path;
use std::time::Duration;

use uuid::Uuid;

use crate::arguments::General;
use crate::connection::{self, Authorised};
use crate::failure::Failure;
use crate::offices::Office;
use crate::output::Output;
use crate::settings::{Context, Settings};

/// A watch is asked for as long as the services keep one open.
const WATCH_FOR: Duration = Duration::from_secs(15 * 60);

/// What every verb is given.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    deadline: Duration,
    pub output: Output,
}

impl Session {
    pub fn begin(general: &General, output: Output) -> Result<Self, Failure> {
        let file = |path: &std::path::Path, source| Failure::File {
            doing: "đọc",
            path: path.to_owned(),
            source,
        };
        let folder = std::env::current_dir().map_err(|source| file(".".as_ref(), source))?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the client's only reading of the environment"
        )]
        let mut settings = Settings::read(std::env::vars(), &folder)?;
        if let Some(path) = &general.token_file {
            let token = std::fs::read_to_string(path).map_err(|source| file(path, source))?;
            settings.use_token(&token);
        }
        Ok(Self { settings, deadline: general.deadline, output })
    }

    pub async fn connect(&self, context: Context) -> Result<Authorised, Failure> {
        connection::connect(&self.settings, self.settings.token()?, context, self.deadline).await
    }

    /// As one of the sample offices.
    pub async fn connect_as(
        &self,
        office: &Office,
        context: Context,
    ) -> Result<Authorised, Failure> {
        let token = office.token(Path::new(self.settings.tokens()?))?;
        connection::connect(&self.settings, &token, context, self.deadline).await
    }

    /// A connection whose calls may stay open.
    pub async fn connect_for_watching(&self, context: Context) -> Result<Authorised, Failure> {
        connection::connect(&self.settings, self.settings.token()?, context, WATCH_FOR).await
    }
}

/// The id of something that nobody asked for before: a request, a person.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "whoever types the command is its cause")]
pub fn fresh() -> Uuid {
    Uuid::now_v7()
}
