//! What an operator is told about the environment.

use chassis::config::{
    self, Environment, LogFormat, NATS_URL, Reader, Settings, VARIABLES, Variable,
};
use servers::Authority;

use crate::tls_files::TlsFiles;

const MEMBERSHIP_URL: Variable = Variable {
    name: "MEMBERSHIP_URL",
    meaning: "where membership listens",
    example: "http://localhost:50051",
};

/// Without the files of TLS, which would have to be there, and without leave to go without.
fn good() -> Vec<(String, String)> {
    let files = [config::TLS_CERTIFICATE, config::TLS_KEY, config::TLS_AUTHORITIES];
    VARIABLES
        .iter()
        .chain([&MEMBERSHIP_URL])
        .filter(|variable| **variable != config::CLEAR_TEXT && !files.contains(variable))
        .map(|variable| (variable.name.to_owned(), variable.example.to_owned()))
        .collect()
}

fn with(name: &str, value: &str) -> Vec<(String, String)> {
    let mut variables = good();
    variables.retain(|(known, _)| known != name);
    variables.push((name.to_owned(), value.to_owned()));
    variables
}

fn read(variables: Vec<(String, String)>) -> Result<(Settings, http::Uri), config::ConfigError> {
    Reader::read(variables, |reader| {
        let settings = Settings::read(reader);
        let membership = reader.service(&MEMBERSHIP_URL);
        Some((settings?, membership?))
    })
}

#[test]
fn the_examples_of_the_table_are_good_settings() {
    let (settings, membership) = read(good()).unwrap();
    assert_eq!(settings.environment, Environment::Local);
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.listen_addr.port(), 50051);
    assert_eq!(settings.nats.expose().len(), 1);
    assert_eq!(membership.host(), Some("localhost"));
}

#[test]
fn all_faults_are_told_at_once() {
    let error = read(Vec::new()).unwrap_err();
    let missing: Vec<_> = error.faults.iter().map(|fault| fault.variable.name).collect();
    let all = [
        "DATABASE_URL",
        "NATS_URL",
        "LISTEN_ADDR",
        "ENVIRONMENT",
        "TOKEN_ISSUER",
        "TOKEN_AUDIENCE",
        "TOKEN_CLIENTS",
        "LOG_FORMAT",
        "MEMBERSHIP_URL",
    ];
    assert_eq!(missing, all);

    let mut variables = good();
    for (name, value) in &mut variables {
        *value = match name.as_str() {
            "TOKEN_ISSUER" => "  ".to_owned(),
            name if name.starts_with("TOKEN_") || name == "SERVICE_KEYS" => continue,
            name if name.contains("_AT_ONCE") || name.contains("_PER_SECOND") => continue,
            _ => "not\\a [value]=/,:".to_owned(),
        };
    }
    let error = read(variables).unwrap_err();
    let told = error.to_string();
    for name in [
        "DATABASE_URL",
        "NATS_URL",
        "NATS_SEED",
        "NATS_REPLICAS",
        "LISTEN_ADDR",
        "ENVIRONMENT",
        "LOG_FORMAT",
        "RUST_LOG",
        "ADMIN_ADDR",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "MEMBERSHIP_URL",
    ] {
        assert!(told.contains(&format!("{name} is malformed")), "{name} in {told}");
    }
    assert!(told.contains("TOKEN_ISSUER is not set"), "{told}");
    assert_eq!(error.faults.len(), 12);
}

#[test]
fn optional_means_that_it_may_be_absent_and_not_that_it_may_be_wrong() {
    let mut variables = good();
    variables.retain(|(name, _)| name != "RUST_LOG");
    assert_eq!(read(variables).unwrap().0.log.filter, "info,async_nats=warn");
    assert!(read(with("RUST_LOG", "membership=loud")).is_err());
}

#[test]
fn clients_are_a_list_of_names() {
    let clients = |list| read(with("TOKEN_CLIENTS", list)).map(|(it, _)| it.tokens.clients);
    let two = ["cli", "dashboard"].map(str::to_owned);
    assert_eq!(clients(" cli, dashboard").unwrap(), two.into());
    assert!(clients("cli,").is_err());
}

#[test]
fn traces_are_sent_to_a_collector_or_to_none() {
    let endpoint = |url| read(with("OTEL_EXPORTER_OTLP_ENDPOINT", url));
    assert!(endpoint("").unwrap().0.told.traces.is_none());
    assert!(endpoint("https://collector:4317").unwrap().0.told.traces.is_some());
    for bad in ["collector:4317", "/v1/traces", "ftp://collector"] {
        assert!(endpoint(bad).is_err(), "{bad}");
    }
}

/// For each variable: what keeps what is said from others, and what does not.
#[test]
fn clear_text_stays_on_this_machine_unless_it_is_allowed() {
    let cases: [(&str, &[&str], &[&str]); 5] = [
        (
            "DATABASE_URL",
            &[
                "postgres://a@db/a?sslmode=verify-full",
                "postgres://a@127.0.0.1/a",
                "postgres://a@localhost/a?sslmode=disable",
                "postgres://a@%2Fvar%2Frun%2Fpostgresql/a",
            ],
            &[
                "postgres://a@db/a",
                "postgres://a@db/a?sslmode=disable",
                "postgres://a@db/a?sslmode=prefer",
                "postgres://a@db/a?sslmode=require",
                "postgres://a@db/a?sslmode=verify-ca",
                "postgres://a@localhost/a?hostaddr=10.0.0.1",
            ],
        ),
        (
            "NATS_URL",
            &[
                "tls://nats:4222",
                "nats://127.0.0.1:4222, nats://[::1]:4222",
                "tls://a,nats://localhost",
            ],
            &["nats://nats:4222", "tls://a:4222,nats://b:4222", "nats:4222"],
        ),
        (
            "MEMBERSHIP_URL",
            &["https://membership:8443", "http://127.0.0.1:1", "http://[::1]:1"],
            &["http://membership:8443", "http://127.0.0.1.tinh.example:1", "http://0.0.0.0:1"],
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            &["https://collector:4317", "http://localhost:4317"],
            &["http://collector:4317"],
        ),
        ("LISTEN_ADDR", &["127.0.0.1:1", "[::1]:1"], &["0.0.0.0:1", "[::]:1", "10.0.0.1:1"]),
    ];
    for (name, good, bad) in cases {
        for value in good {
            read(with(name, value)).unwrap_or_else(|error| panic!("{value}: {error}"));
        }
        for value in bad {
            let mut variables = with(name, value);
            let told = read(variables.clone()).unwrap_err().to_string();
            assert!(told.contains("would send clear text over a network"), "{value}: {told}");
            assert!(told.contains(name), "{told}");
            variables.push(("CLEAR_TEXT".to_owned(), "yes".to_owned()));
            let told = read(variables.clone()).unwrap_err().to_string();
            assert!(told.contains("CLEAR_TEXT is malformed: it can only be: allowed"), "{told}");
            variables.last_mut().unwrap().1 = "allowed".to_owned();
            read(variables).unwrap_or_else(|error| panic!("{value}: {error}"));
        }
    }
}

#[test]
fn files_of_tls_that_are_of_no_use_are_told_with_all_else() {
    let (authority, ended) = (Authority::new(), [2020, 2021]);
    let files = TlsFiles::of(&authority);
    let reading = |changes: &[(&str, &str)]| {
        let mut variables = with("LISTEN_ADDR", "0.0.0.0:8443");
        variables.extend(files.variables().map(|(name, value)| (name.to_owned(), value)));
        for (name, value) in changes {
            variables.retain(|(known, _)| known != name);
            variables.push(((*name).to_owned(), (*value).to_owned()));
        }
        read(variables).map(|(settings, _)| settings.tls).map_err(|error| error.to_string())
    };
    let tls = reading(&[]).unwrap();
    assert!(tls.identity.is_some() && tls.authorities.is_some());

    let path = |name: &str| files.folder().join(name).display().to_string();
    let other = TlsFiles::of(&authority);
    let ended = TlsFiles::with(&authority, &authority.certificate_between(&["localhost"], ended));
    let early = authority.certificate_between(&["localhost"], [2998, 2999]);
    let early = TlsFiles::with(&authority, &early);
    let name = |path: std::path::PathBuf| path.display().to_string();
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[("TLS_CERTIFICATE", "")], "TLS_CERTIFICATE is not set, and TLS_KEY is"),
        (&[("TLS_KEY", "")], "TLS_KEY is not set, and TLS_CERTIFICATE is"),
        (&[("TLS_CERTIFICATE", "/nowhere")], "TLS_CERTIFICATE is of no use: reading /nowhere"),
        (&[("TLS_CERTIFICATE", &path("tls.key"))], "there is no certificate"),
        (&[("TLS_KEY", &path("tls.crt"))], "reading the key"),
        (&[("TLS_KEY", &name(other.key()))], "does not belong to the certificate"),
        (
            &[("TLS_CERTIFICATE", &name(ended.certificate())), ("TLS_KEY", &name(ended.key()))],
            "the certificate ended on 2021-01-01",
        ),
        (
            &[("TLS_CERTIFICATE", &name(early.certificate())), ("TLS_KEY", &name(early.key()))],
            "the certificate is good from 2998-01-01",
        ),
        (&[("TLS_AUTHORITIES", &path("tls.key"))], "there is no certificate to trust"),
    ];
    for (changes, expected) in cases {
        let with_another = [changes, &[("LOG_FORMAT", "yaml")]].concat();
        let told = reading(&with_another).unwrap_err();
        assert!(told.contains(expected), "{expected} in: {told}");
        assert!(told.contains("the environment has 2 faults"), "{told}");
    }
    let told = reading(&[("TLS_CERTIFICATE", ""), ("TLS_KEY", "")]).unwrap_err();
    assert!(told.contains("LISTEN_ADDR would send clear text over a network"), "{told}");
}

#[test]
fn an_issuer_that_is_asked_for_its_keys_is_asked_over_tls_or_on_this_machine() {
    let issuer = |issuer: &str, keys: &str| {
        let mut variables = with("TOKEN_ISSUER", issuer);
        variables.retain(|(name, _)| name != "TOKEN_KEYS");
        variables.push(("TOKEN_KEYS".to_owned(), keys.to_owned()));
        read(variables).is_ok()
    };
    for good in
        ["https://login.tinh.example/realms/hoitu", "http://127.0.0.1:8080", "http://[::1]:1"]
    {
        assert!(issuer(good, ""), "{good}");
    }
    for bad in [
        "hoitu",
        "http://login.tinh.example",
        "http://127.0.0.1.tinh.example",
        "http://user@127.0.0.1",
        "ftp://127.0.0.1",
    ] {
        assert!(!issuer(bad, ""), "{bad}");
        assert!(issuer(bad, "/etc/hoitu/jwks.json"), "{bad} is a name where keys are in a file");
    }
}

#[test]
fn limits_are_numbers_that_let_somebody_in() {
    let (settings, _) = read(with("CALLER_COMMANDS_PER_SECOND", "7")).unwrap();
    assert_eq!(settings.limits.caller.commands_per_second, 7);
    for bad in ["0", "-1", "many", "100001"] {
        assert!(read(with("CALLS_AT_ONCE", bad)).is_err(), "{bad}");
    }
}

#[test]
fn several_nats_servers_are_separated_by_commas() {
    let (settings, _) = read(with("NATS_URL", "tls://one:4222, tls://two:4223")).unwrap();
    let hosts: Vec<_> = settings.nats.expose().iter().map(|server| server.host()).collect();
    assert_eq!(hosts, ["one", "two"]);
}

#[test]
fn secrets_are_not_printed_neither_good_nor_bad() {
    let (settings, _) = read(with("NATS_URL", "nats://user:s3cret@localhost:4222")).unwrap();
    let printed = format!("{settings:?}");
    assert!(!printed.contains("s3cret") && !printed.contains("secret@"), "{printed}");
    assert!(settings.nats_seed.is_some() && !printed.contains("SUA"), "{printed}");
    for variable in [config::DATABASE_URL, NATS_URL, config::NATS_SEED] {
        let error = read(with(variable.name, "ht tp://s3cret[")).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[test]
fn a_value_may_be_what_a_file_holds_but_not_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("url");
    std::fs::write(&file, "postgres://membership:s3cret@db/membership?sslmode=verify-full\n")
        .unwrap();
    let mut variables = good();
    variables.push(("DATABASE_URL_FILE".to_owned(), file.display().to_string()));
    let error = read(variables.clone()).unwrap_err();
    assert_eq!(error.faults[0].what, "is set twice: so is DATABASE_URL_FILE");

    variables.retain(|(name, _)| name != "DATABASE_URL");
    let (settings, _) = read(variables.clone()).unwrap();
    assert_eq!(settings.database.expose().get_host(), "db");

    std::fs::write(&file, "ht tp://s3cret[").unwrap();
    let error = read(variables.clone()).unwrap_err().to_string();
    assert!(error.contains("DATABASE_URL is malformed") && !error.contains("s3cret"), "{error}");
    std::fs::remove_file(&file).unwrap();
    let error = read(variables).unwrap_err().to_string();
    assert!(error.contains("DATABASE_URL cannot be read from"), "{error}");
}

#[test]
fn help_names_every_variable() {
    let help = config::help("membership", &[MEMBERSHIP_URL]);
    for variable in VARIABLES.iter().chain([&MEMBERSHIP_URL]) {
        let line = help.lines().find(|line| line.contains(variable.name)).unwrap();
        assert!(line.contains(variable.meaning) && line.contains(variable.example), "{line}");
    }
}
