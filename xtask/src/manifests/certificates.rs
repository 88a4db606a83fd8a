//! Nothing speaks clear text: addresses say TLS, and the certificates behind them are made, name the host, and are
//! replaced before anybody is woken.

use serde_json::{Value, json};

use super::workload::Workload;
use super::{items, name, of_kind, text};

/// What the alert `CertificateEnds` waits for (`infra/prometheus/alerts.yaml`).
const ALERT_HOURS: u32 = 7 * 24;

pub(super) fn faults(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    let mut faults = Vec::new();
    for certificate in of_kind(manifests, "Certificate") {
        faults.extend(certificate_faults(manifests, certificate));
    }
    for workload in workloads {
        faults.extend(workload_faults(workload));
    }
    for (scheme, address) in addresses(manifests, workloads) {
        if !["https", "tls"].contains(&scheme) {
            faults.push(format!("{scheme}://{address} is clear text"));
        }
        let host = address.split(':').next().unwrap_or(address);
        faults.extend(unnamed(manifests, workloads, host));
    }
    let maps = of_kind(manifests, "ConfigMap").filter(|map| !map["data"]["CLEAR_TEXT"].is_null());
    faults.extend(maps.map(|map| format!("{} allows clear text", name(map))));
    faults
}

fn certificate_faults(manifests: &[Value], certificate: &Value) -> Vec<String> {
    let (own, secret) = (name(certificate), text(certificate, "/spec/secretName"));
    let mut faults = Vec::new();
    let issuer = text(certificate, "/spec/issuerRef/name");
    let issuer_is_there = of_kind(manifests, "Issuer").find(|it| name(it) == issuer);
    let signs_by = issuer_is_there.map(|it| text(it, "/spec/ca/secretName"));
    match signs_by {
        None => faults.push(format!("{own}: there is no issuer {issuer}")),
        Some("") => {}
        Some(key) if makes(manifests, key) => {}
        Some(key) => faults.push(format!("{issuer}: the Secret {key} is nowhere")),
    }
    let makers: Vec<_> = makers(manifests, secret).map(name).collect();
    if makers.len() > 1 {
        faults.push(format!("the secret {secret} is made by {makers:?}"));
    }
    let hours = text(certificate, "/spec/renewBefore").trim_end_matches('h').parse::<u32>();
    if !hours.is_ok_and(|hours| hours > ALERT_HOURS) {
        faults.push(format!("{own} is replaced only when CertificateEnds has woken somebody"));
    }
    if names(certificate).any(|host| host.contains("NAMESPACE")) {
        faults.push(format!("{own} names NAMESPACE, not the one it is in"));
    }
    faults
}

fn workload_faults(workload: &Workload) -> Vec<String> {
    let mut faults = Vec::new();
    for container in workload.containers() {
        let sets = |variable| items(container, "/env").any(|it| text(it, "/name") == variable);
        let serves = items(container, "/ports").any(|port| text(port, "/name") == "grpc");
        if serves && !sets("TLS_CERTIFICATE") {
            faults.push(format!("{} serves gRPC without a certificate", workload.name));
        }
        if sets("CLEAR_TEXT") {
            faults.push(format!("{} allows clear text", workload.name));
        }
        for probe in ["readinessProbe", "livenessProbe", "startupProbe"] {
            if !container[probe]["grpc"].is_null() {
                faults.push(format!("{}: the kubelet speaks no TLS to gRPC", workload.name));
            }
        }
    }
    faults
}

/// What settings of pods name as `scheme://address`.
pub(super) fn addresses<'a>(
    manifests: &'a [Value],
    workloads: &'a [Workload],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let variables =
        workloads.iter().flat_map(Workload::containers).flat_map(|it| items(it, "/env"));
    let maps = of_kind(manifests, "ConfigMap").filter_map(|map| map.get("data")?.as_object());
    let values =
        maps.flat_map(|data| data.values()).chain(variables.filter_map(|it| it.get("value")));
    values
        .filter_map(Value::as_str)
        .filter(|value| !value.contains(char::is_whitespace))
        .filter_map(|value| value.split_once("://"))
}

/// The pods behind a host that show no certificate for it.
fn unnamed(manifests: &[Value], workloads: &[Workload], host: &str) -> Vec<String> {
    let services = of_kind(manifests, "Service").filter(|service| name(service) == host);
    let selectors = services.map(|it| json!({ "matchLabels": it.pointer("/spec/selector") }));
    let behind = selectors.flat_map(|selector| {
        workloads.iter().filter(move |workload| workload.is_selected_by(&selector))
    });
    let shows = |workload: &Workload| {
        let volumes = items(workload.pod, "/volumes").filter(|volume| !is_for_trust(volume));
        let secrets = volumes.map(|volume| text(volume, "/secret/secretName"));
        let mut certificates = secrets.flat_map(|secret| makers(manifests, secret));
        certificates.any(|certificate| names(certificate).any(|named| named == host))
    };
    behind
        .filter(|workload| !shows(workload))
        .map(|workload| format!("no certificate of {} names {host}", workload.name))
        .collect()
}

fn names(certificate: &Value) -> impl Iterator<Item = &str> {
    items(certificate, "/spec/dnsNames").filter_map(Value::as_str)
}

/// Whether a volume holds nothing but whom to trust.
pub(super) fn is_for_trust(volume: &Value) -> bool {
    let mut keys = items(volume, "/secret/items").map(|item| text(item, "/key")).peekable();
    keys.peek().is_some() && keys.all(|key| key == "ca.crt")
}

/// Whether that secret is made by a certificate.
pub(super) fn makes(manifests: &[Value], secret: &str) -> bool {
    makers(manifests, secret).next().is_some()
}

fn makers<'a>(manifests: &'a [Value], secret: &'a str) -> impl Iterator<Item = &'a Value> {
    of_kind(manifests, "Certificate").filter(move |it| text(it, "/spec/secretName") == secret)
}
