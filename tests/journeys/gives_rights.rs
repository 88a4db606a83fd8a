//! An administrator gives a right, its holder delegates it and takes it back: all by `hoitu`.

use serde_json::Value;

use crate::world::World;

const UNIT: &str = "01900000-0000-7000-8000-000000000001";
const DELEGATE: &str = "mau-auditor";

impl World {
    fn access(&self, office: &str, arguments: &[&str]) -> Result<Value, String> {
        let arguments: Vec<_> = ["-o", "json", "access"].iter().chain(arguments).copied().collect();
        let mut command = self.command(&arguments);
        command.env("HOITU_TOKEN", self.token(office));
        let output = command.output().unwrap();
        match output.status.success() {
            true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_is_given_delegated_taken_back_and_revoked_and_the_unsigned_learn_nothing() {
    let world = World::start().await;
    assert_an_unsigned_caller_learns_nothing(&world);
    let unit = world.unit_of("department-officer");
    let document =
        ["--decision", "1-QĐ/TU", "--issued-on", "01/07/2025", "--issuer", unit.as_str()];
    let scope = format!("unit/{UNIT}");
    let right = |capacity: &'static str| {
        let mut options = vec!["--role", "registry_officer", "--scope", scope.as_str()];
        options.extend(["--unit", unit.as_str(), "--capacity", capacity, "--from", "01/07/2025"]);
        options.extend(document);
        options
    };
    let (admin, holder) = ("rights-administrator", "mau-department-officer");

    let dry = [&["grant", holder, "--dry-run"][..], &right("department-officer")].concat();
    let planned = world.access(admin, &dry).unwrap();
    assert_eq!(planned["receipt"]["token"], "", "only checked");
    let given = [&["grant", holder][..], &right("department-officer")].concat();
    let source = world.access(admin, &given).unwrap()["grant_id"].as_str().unwrap().to_owned();
    let told = world.access("auditor", &given).unwrap_err();
    assert!(told.contains("NO_SUCH_RESOURCE"), "{told}");

    let delegate = [&["delegate", DELEGATE, &source][..], &right("auditor")].concat();
    let delegated = world.access("department-officer", &delegate).unwrap();
    let delegated = delegated["grant_id"].as_str().unwrap();
    let withdraw = [&["withdraw", DELEGATE, delegated, "--from", "31/12/2099"][..], &document];
    let withdraw = withdraw.concat();
    assert!(world.access("rights-administrator", &withdraw).is_err(), "not whoever else gives");
    world.access("department-officer", &withdraw).unwrap();

    let revoke = [&["revoke", holder, &source, "--from", "01/08/2025"][..], &document].concat();
    world.access(admin, &revoke).unwrap();
    let grants = world.access(admin, &["list"]).unwrap()["grants"].clone();
    let of = |person: &str| {
        let found = grants.as_array().unwrap().iter().find(|it| it["person"] == person);
        (found.unwrap()["revoked_from"].clone(), found.unwrap()["standing"].clone())
    };
    assert_eq!(of(holder), ("2025-08-01".into(), "STANDING_REVOKED".into()));
    assert_eq!(of(DELEGATE), ("2099-12-31".into(), "STANDING_SOURCE_ENDED".into()));
    let text = world.ask(&["access", "list"]);
    assert!(text.contains(&source) && text.contains(delegated), "ids can be copied: {text}");
}

fn assert_an_unsigned_caller_learns_nothing(world: &World) {
    let mut unsigned = world.run(&["progress", "--token-file", "/dev/null"]);
    assert!(!unsigned.status.success());
    unsigned.stderr.extend(unsigned.stdout);
    let told = String::from_utf8_lossy(&unsigned.stderr).into_owned();
    assert!(!told.contains("panicked"), "{told}");
}
