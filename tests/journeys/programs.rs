//! The programs of the tree, and the keys and tokens that they make for a world.

use std::path::{Path, PathBuf};
use std::process::Command;

use servers::SERVICES;

fn target() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    own.ancestors().find(|folder| folder.ends_with("debug")).map(Path::to_owned).unwrap()
}

pub fn program(name: &str) -> PathBuf {
    target().join(name)
}

/// The programs as they stand in the tree, with the features that tests have: no crate is built once more.
pub fn build() {
    let mut build = servers::cargo();
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    build.args(["build", "--quiet", "--workspace", "--bins"]);
    assert!(build.status().unwrap().success());
}

/// Makes the keys of the issuer and of the services that call others, and a token for each office.
pub fn tokens(folder: &Path, issuer_address: &str) -> PathBuf {
    let keygen = |private: &Path, public: &Path| {
        let mut keygen = Command::new(program("hoitu"));
        keygen.args(["token", "keygen", "--private"]).arg(private).arg("--jwks").arg(public);
        assert!(keygen.output().unwrap().status.success());
    };
    std::fs::create_dir(folder.join("service-keys")).unwrap();
    for service in SERVICES.iter().filter(|service| !service.calls.is_empty()) {
        let public = folder.join(format!("service-keys/{}.json", service.name));
        keygen(&folder.join(format!("{}.pem", service.name)), &public);
    }
    let key = folder.join("key.pem");
    keygen(&key, &folder.join("jwks.json"));
    let tokens = folder.join("tokens");
    let mut issue = Command::new(program("hoitu"));
    issue
        .args(["token", "offices", "--hours", "1", "--key"])
        .arg(&key)
        .arg("--folder")
        .arg(&tokens);
    let issued = issue.args(["--issuer", &format!("http://{issuer_address}")]).output().unwrap();
    assert!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stderr));
    tokens
}
