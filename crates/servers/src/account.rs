//! Under which account PostgreSQL runs: it refuses root.
//!
//! An ordinary user runs it as themselves. Root runs it as whoever owns the data, at first `nobody`. Where
//! such an account cannot reach the work tree (a closed folder lies above it), it runs in a user namespace
//! in which root is seen as `nobody` while the files stay root's; where namespaces are not allowed, as
//! `nobody` with the one capability of entering closed folders.

use std::fs::File;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ServerError;
use crate::fetch::prepared;

const ROOT: u32 = 0;
/// `nobody` has an entry in the user database everywhere, which `initdb` insists on.
const NOBODY: u32 = 65_534;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Account {
    /// This process's own user, who is not root.
    Own(u32),
    Other(u32),
    /// Root, whom the server sees as `nobody`.
    InNamespace,
    /// Another user who may enter closed folders.
    MayEnter(u32),
}

impl Account {
    /// The account that can run `program` with its data in `folder` (which exists).
    pub(crate) fn choose(program: &Path, folder: &Path) -> Result<Self, ServerError> {
        let me = own_user(folder)?;
        let owner = folder.join("data").metadata().ok().map(|data| data.uid());
        if me != ROOT {
            return match owner {
                Some(owner) if owner != me => Err(ServerError::Owner(folder.display().to_string())),
                Some(_) | None => Ok(Self::Own(me)),
            };
        }
        let candidates = match owner {
            Some(ROOT) => vec![Self::InNamespace],
            Some(owner) => vec![Self::Other(owner), Self::MayEnter(owner)],
            None => vec![Self::Other(NOBODY), Self::InNamespace, Self::MayEnter(NOBODY)],
        };
        for account in candidates {
            account.give(folder)?;
            if account.can_run(program) && account.can_write(folder) {
                return Ok(account);
            }
        }
        Err(ServerError::Root(folder.display().to_string()))
    }

    /// Who owns the files that this account makes.
    pub(crate) fn owner(self) -> u32 {
        match self {
            Self::Own(user) | Self::Other(user) | Self::MayEnter(user) => user,
            Self::InNamespace => ROOT,
        }
    }

    /// Makes the folder itself the account's.
    fn give(self, folder: &Path) -> Result<(), ServerError> {
        let owner = Some(self.owner());
        prepared(folder, std::os::unix::fs::chown(folder, owner, owner))
    }

    fn can_run(self, program: &Path) -> bool {
        let mut version = self.command(program);
        succeeds(version.arg("--version").current_dir("/"))
    }

    fn can_write(self, folder: &Path) -> bool {
        let trace = folder.join(".writable");
        let written = succeeds(self.command(Path::new("touch")).arg(&trace).current_dir("/"));
        let _ = std::fs::remove_file(trace);
        written
    }

    pub(crate) fn command(self, program: &Path) -> Command {
        match self {
            Self::Own(_) => Command::new(program),
            Self::Other(user) => {
                let mut command = Command::new(program);
                command.uid(user).gid(user);
                command
            }
            Self::InNamespace => {
                let mut command = Command::new("unshare");
                command
                    .args(["--user", "--map-user=65534", "--map-group=65534", "--"])
                    .arg(program);
                command
            }
            Self::MayEnter(user) => {
                let user = user.to_string();
                let mut command = Command::new("setpriv");
                command
                    .args(["--reuid", &user, "--regid", &user, "--clear-groups"])
                    // Without it access(2), by which PostgreSQL finds its programs, ignores capabilities.
                    .args(["--securebits", "+no_setuid_fixup"])
                    .args(["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override", "--"])
                    .arg(program);
                command
            }
        }
    }
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whoever makes a file owns it.
fn own_user(folder: &Path) -> Result<u32, ServerError> {
    let trace = folder.join(format!(".made-by-{}", std::process::id()));
    let made = File::create(&trace).and_then(|file| file.metadata());
    let _ = std::fs::remove_file(&trace);
    match made {
        Ok(made) => Ok(made.uid()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(ServerError::Owner(folder.display().to_string()))
        }
        Err(error) => prepared(folder, Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::process::{Scratch, fresh};

    /// Below a folder that only root may enter; other users have no such folder to try.
    #[test]
    fn as_root_a_closed_folder_is_reached_in_two_ways_and_not_by_nobody() {
        let closed = fresh("closed", Scratch::InTree).unwrap();
        let folder = closed.join("inner");
        std::fs::create_dir(&folder).unwrap();
        if own_user(&folder).unwrap() == ROOT {
            std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
            for (account, reaches) in [
                (Account::Other(NOBODY), false),
                (Account::InNamespace, true),
                (Account::MayEnter(NOBODY), true),
            ] {
                account.give(&folder).unwrap();
                assert_eq!(account.can_write(&folder), reaches, "{account:?}");
            }
        }
        std::fs::remove_dir_all(&closed).unwrap();
    }

    #[test]
    fn the_owner_of_data_goes_on_running_them() {
        let folder = fresh("owned", Scratch::InTree).unwrap();
        let data = folder.join("data");
        std::fs::create_dir(&data).unwrap();
        let shell = Path::new("/bin/true");
        let me = own_user(&folder).unwrap();
        let owner = if me == ROOT { NOBODY } else { me };
        std::os::unix::fs::chown(&data, Some(owner), None).unwrap();
        assert_eq!(Account::choose(shell, &folder).unwrap().owner(), owner);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
