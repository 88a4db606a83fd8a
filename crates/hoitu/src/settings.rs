//! Where the services are and who is asking: from the environment, and otherwise from what
//! `cargo xtask up` wrote at `.hoitu/up/env` in this folder or one above it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use chassis::tls::is_this_machine;

use crate::failure::Failure;

/// Written by `cargo xtask up`; `KEY=VALUE` lines.
const UP_ENVIRONMENT: &str = ".hoitu/up/env";

const TOKEN: &str = "HOITU_TOKEN";

const TOKENS: &str = "HOITU_TOKENS";

const AUTHORITIES: &str = "HOITU_AUTHORITIES";

const CLEAR_TEXT: &str = "HOITU_CLEAR_TEXT";

/// A service that the client talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Context {
    Membership,
    Awards,
    Consultancy,
    Reporting,
    Projection,
}

impl Context {
    pub fn name(self) -> &'static str {
        match self {
            Self::Membership => "membership",
            Self::Awards => "awards",
            Self::Consultancy => "consultancy",
            Self::Reporting => "reporting",
            Self::Projection => "projection",
        }
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Membership => "HOITU_MEMBERSHIP_URL",
            Self::Awards => "HOITU_AWARDS_URL",
            Self::Consultancy => "HOITU_CONSULTANCY_URL",
            Self::Reporting => "HOITU_REPORTING_URL",
            Self::Projection => "HOITU_PROJECTION_URL",
        }
    }
}

/// The variables that the client reads, wherever they came from.
pub struct Settings {
    variables: BTreeMap<String, String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("names", &self.variables.keys()).finish()
    }
}

impl Settings {
    /// A variable of the environment wins over the same one in the file.
    pub fn read(
        environment: impl IntoIterator<Item = (String, String)>,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let mut variables = match up_environment(folder) {
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|source| Failure::File {
                    doing: "đọc",
                    path: file,
                    source,
                })?;
                assignments(&text)
            }
            None => BTreeMap::new(),
        };
        let given = environment.into_iter().filter(|(_, value)| !value.trim().is_empty());
        variables.extend(given.filter(|(name, _)| name.starts_with("HOITU_")));
        Ok(Self { variables })
    }

    /// Where the service listens, such as `https://membership.tinh.example` or `http://127.0.0.1:50051`. The token
    /// goes there: over a network it is not sent in clear text, unless that is allowed.
    pub fn address(&self, context: Context) -> Result<&str, Failure> {
        let variable = context.variable();
        let address = self.required(variable)?;
        let uri: Option<http::Uri> = address.parse().ok();
        let host = uri.as_ref().and_then(http::Uri::host).unwrap_or_default();
        let clear_text = uri.as_ref().and_then(http::Uri::scheme_str) != Some("https");
        let allowed = self.given(CLEAR_TEXT) == Some("allowed");
        if clear_text && !is_this_machine(host) && !allowed {
            return Err(Failure::ClearText { variable, address: address.to_owned() });
        }
        Ok(address)
    }

    /// The file with the authorities that services are believed by; without it those of the machine.
    pub fn authorities(&self) -> Option<&Path> {
        self.given(AUTHORITIES).map(Path::new)
    }

    /// The bearer token. It is never taken from the command line, where others could see it.
    pub fn token(&self) -> Result<&str, Failure> {
        self.required(TOKEN)
    }

    /// The folder with a token for each office of the sample data.
    pub fn tokens(&self) -> Result<&str, Failure> {
        self.required(TOKENS)
    }

    /// Takes this token in place of the one that was found.
    pub fn use_token(&mut self, token: &str) {
        self.variables.insert(TOKEN.to_owned(), token.trim().to_owned());
    }

    fn required(&self, variable: &'static str) -> Result<&str, Failure> {
        self.given(variable).ok_or(Failure::Unset { variable })
    }

    fn given(&self, variable: &str) -> Option<&str> {
        self.variables.get(variable).map(|value| value.trim())
    }
}

fn up_environment(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|above| above.join(UP_ENVIRONMENT)).find(|file| file.is_file())
}

fn assignments(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree_with(env: &str) -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(tree.path().join(".hoitu/up")).unwrap();
        std::fs::create_dir_all(tree.path().join("crates/hoitu")).unwrap();
        std::fs::write(tree.path().join(UP_ENVIRONMENT), env).unwrap();
        tree
    }

    #[test]
    fn the_running_system_is_found_from_a_folder_below() {
        let tree = tree_with(
            "# up\nHOITU_MEMBERSHIP_URL=http://127.0.0.1:4001\nexport HOITU_TOKEN=\"abc\"\n",
        );
        let settings = Settings::read([], &tree.path().join("crates/hoitu")).unwrap();
        assert_eq!(settings.address(Context::Membership).unwrap(), "http://127.0.0.1:4001");
        assert_eq!(settings.token().unwrap(), "abc");
    }

    #[test]
    fn the_environment_wins_over_the_file_unless_it_is_blank() {
        let tree =
            tree_with("HOITU_MEMBERSHIP_URL=https://file\nHOITU_REPORTING_URL=https://file\n");
        let environment = [("HOITU_MEMBERSHIP_URL", "https://given"), ("HOITU_REPORTING_URL", " ")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Settings::read(environment, tree.path()).unwrap();
        assert_eq!(settings.address(Context::Membership).unwrap(), "https://given");
        assert_eq!(settings.address(Context::Reporting).unwrap(), "https://file");
    }

    #[test]
    fn a_token_is_not_sent_in_clear_text_over_a_network() {
        let address = |address: &str, allowed: &str| {
            let environment = [("HOITU_MEMBERSHIP_URL", address), ("HOITU_CLEAR_TEXT", allowed)];
            let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let settings = Settings::read(environment, Path::new("/nowhere")).unwrap();
            settings.address(Context::Membership).map(ToOwned::to_owned)
        };
        for good in ["https://membership.tinh.example", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert_eq!(address(good, "").unwrap(), good);
        }
        for bad in ["http://membership.tinh.example", "http://127.0.0.1.tinh.example", "membership"]
        {
            let failure = address(bad, "yes").unwrap_err();
            assert!(failure.to_string().contains("HOITU_MEMBERSHIP_URL"), "{failure}");
            assert_eq!(address(bad, "allowed").unwrap(), bad);
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::read([], folder.path()).unwrap();
        let failure = settings.address(Context::Projection).unwrap_err();
        assert_eq!(failure.to_string(), "chưa biết HOITU_PROJECTION_URL");
    }

    #[test]
    fn a_token_is_not_printed_with_the_settings() {
        let environment = [("HOITU_TOKEN".to_owned(), "bí mật".to_owned())];
        let settings = Settings::read(environment, Path::new("/nowhere")).unwrap();
        assert!(!format!("{settings:?}").contains("bí mật"));
    }
}
