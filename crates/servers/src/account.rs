//! Under which account PostgreSQL runs: it refuses root.
//!
//! An ordinary user runs it as themselves. Root runs it as `nobody`, if `nobody` can reach the work
//! tree; otherwise in a user namespace in which root is seen as `nobody`, while the files stay root's.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ServerError;
use crate::fetch::prepared;

/// `nobody` has an entry in the user database everywhere, which `initdb` insists on.
const NOBODY: u32 = 65_534;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Account {
    Own,
    Nobody,
    NobodyInNamespace,
}

impl Account {
    /// The account that can run `program` and own `folder` (which exists).
    pub(crate) fn choose(program: &Path, folder: &Path) -> Result<Self, ServerError> {
        let own = prepared(folder, folder.metadata())?.uid();
        if own != 0 && own != NOBODY {
            return Ok(Self::Own);
        }
        for account in [Self::Nobody, Self::NobodyInNamespace] {
            account.give(folder)?;
            let works = account
                .command(program)
                .arg("--version")
                .current_dir("/")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
            let writes = account
                .command(Path::new("touch"))
                .arg(folder.join(".writable"))
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
            let _ = std::fs::remove_file(folder.join(".writable"));
            if works && writes {
                return Ok(account);
            }
        }
        Err(ServerError::Root(folder.display().to_string()))
    }

    /// Makes the folder itself the account's.
    fn give(self, folder: &Path) -> Result<(), ServerError> {
        let owner = match self {
            Self::Own => return Ok(()),
            Self::Nobody => NOBODY,
            Self::NobodyInNamespace => 0,
        };
        prepared(folder, std::os::unix::fs::chown(folder, Some(owner), Some(owner)))
    }

    pub(crate) fn command(self, program: &Path) -> Command {
        match self {
            Self::Own => Command::new(program),
            Self::Nobody => {
                let mut command = Command::new(program);
                command.uid(NOBODY).gid(NOBODY);
                command
            }
            Self::NobodyInNamespace => {
                let mut command = Command::new("unshare");
                command
                    .args(["--user", "--map-user=65534", "--map-group=65534", "--"])
                    .arg(program);
                command
            }
        }
    }
}
