//! Selectors select pods, ports and objects that are named are there, and no secret has two readers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::workload::Workload;
use super::{certificates, items, name, of_kind, text};

/// Made by the province's operators, not by these files: keys, passwords, and the servers that hold data.
const FROM_OPERATORS: [&str; 19] = [
    "awards-migration-secrets",
    "awards-secrets",
    "awards-service-key",
    "consultancy-migration-secrets",
    "consultancy-secrets",
    "consultancy-service-key",
    "membership-migration-secrets",
    "membership-secrets",
    "nats-users",
    "postgres-administrator",
    "postgres-passwords",
    "projection-migration-secrets",
    "projection-secrets",
    "projection-service-key",
    "reporting-migration-secrets",
    "reporting-secrets",
    "reporting-service-key",
    "service-keys",
    "token-keys",
];
const PODS_OF_OPERATORS: [&str; 2] = ["object-store", "postgres"];

pub(super) fn faults(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    let mut faults = services(manifests, workloads);
    faults.extend(policies(manifests, workloads));
    faults.extend(budgets(manifests, workloads));
    faults.extend(probes(workloads));
    faults.extend(objects(manifests, workloads));
    faults.extend(addresses(manifests, workloads));
    faults
}

fn services(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    let mut faults = Vec::new();
    for service in of_kind(manifests, "Service") {
        let selector = json!({"matchLabels": service.pointer("/spec/selector")});
        let ports = items(service, "/spec/ports").filter_map(|port| port.get("targetPort"));
        faults.extend(reached(name(service), &selector, ports, workloads));
    }
    faults
}

/// A selector must select, and every pod that it selects must have the ports.
fn reached<'a>(
    by: &str,
    selector: &Value,
    ports: impl Iterator<Item = &'a Value>,
    workloads: &[Workload],
) -> Vec<String> {
    let selected: Vec<_> = workloads.iter().filter(|it| it.is_selected_by(selector)).collect();
    if selected.is_empty() {
        return vec![format!("{by} selects no pod by {selector}")];
    }
    let missing = |port: &'a Value| {
        let without: Vec<_> = selected.iter().filter(|it| !it.has_port(port)).collect();
        without.into_iter().map(move |it| (it.name, port)).collect::<Vec<_>>()
    };
    ports
        .flat_map(missing)
        .map(|(workload, port)| {
            let port = port.as_str().map_or_else(|| port.to_string(), str::to_owned);
            format!("{by}: {workload} has no port {port}")
        })
        .collect()
}

fn policies(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    let (deny, own): (Vec<_>, Vec<_>) =
        of_kind(manifests, "NetworkPolicy").partition(|policy| name(policy) == "deny-first");
    let mut faults = Vec::new();
    if !deny.iter().any(|policy| policy.pointer("/spec/podSelector") == Some(&json!({}))) {
        faults.push("there is no policy deny-first for all pods".to_owned());
    }
    let none = Value::Null;
    for policy in &own {
        let selector = policy.pointer("/spec/podSelector").unwrap_or(&none);
        let ports = items(policy, "/spec/ingress").flat_map(|rule| items(rule, "/ports"));
        let ports = ports.filter_map(|it| it.get("port"));
        faults.extend(reached(name(policy), selector, ports, workloads));
        for rule in items(policy, "/spec/egress") {
            for peer in items(rule, "/to").filter_map(|peer| peer.get("podSelector")) {
                if !is_of_operators(peer) {
                    let ports = items(rule, "/ports").filter_map(|it| it.get("port"));
                    faults.extend(reached(name(policy), peer, ports, workloads));
                }
            }
        }
    }
    for workload in workloads {
        let bounded = own.iter().filter_map(|policy| policy.pointer("/spec/podSelector"));
        if !bounded.into_iter().any(|selector| workload.is_selected_by(selector)) {
            faults.push(format!("{} has no network policy of its own", workload.name));
        }
    }
    faults
}

fn is_of_operators(selector: &Value) -> bool {
    let selector = selector.to_string();
    PODS_OF_OPERATORS.iter().any(|pods| selector.contains(&format!("\"{pods}\"")))
}

fn budgets(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    of_kind(manifests, "PodDisruptionBudget")
        .flat_map(|budget| {
            let selector = budget.pointer("/spec/selector").unwrap_or(&Value::Null);
            reached(name(budget), selector, std::iter::empty(), workloads)
        })
        .collect()
}

fn probes(workloads: &[Workload]) -> Vec<String> {
    let mut faults = Vec::new();
    for workload in workloads {
        for container in workload.containers() {
            for probe in ["readinessProbe", "livenessProbe", "startupProbe"] {
                for way in ["grpc", "httpGet", "tcpSocket"] {
                    let port = container.pointer(&format!("/{probe}/{way}/port"));
                    if port.is_some_and(|port| !workload.has_port(port)) {
                        faults.push(format!(
                            "{}: its {probe} asks no port of its own",
                            workload.name
                        ));
                    }
                }
            }
        }
    }
    faults
}

/// Config maps, secrets and accounts that pods name. A secret has one reader.
fn objects(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut readers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let there = |kind: &str, wanted: &str| of_kind(manifests, kind).any(|it| name(it) == wanted);
    for workload in workloads {
        let mut named = vec![("ServiceAccount", text(workload.pod, "/serviceAccountName"))];
        for volume in items(workload.pod, "/volumes") {
            named.push(("ConfigMap", text(volume, "/configMap/name")));
            let secret = text(volume, "/secret/secretName");
            // Whom to trust is no secret.
            let of_trust = certificates::is_for_trust(volume);
            named.push((if of_trust { "Authority" } else { "Secret" }, secret));
        }
        for source in workload.containers().flat_map(|container| items(container, "/envFrom")) {
            named.push(("ConfigMap", text(source, "/configMapRef/name")));
            named.push(("Secret", text(source, "/secretRef/name")));
        }
        for (kind, wanted) in named.into_iter().filter(|(_, wanted)| !wanted.is_empty()) {
            let made = there(kind, wanted) || certificates::makes(manifests, wanted);
            if !made && !FROM_OPERATORS.contains(&wanted) {
                faults.push(format!("{}: the {kind} {wanted} is nowhere", workload.name));
            }
            if kind == "Secret" {
                readers.entry(wanted).or_default().push(workload.name);
            }
        }
    }
    let shared = readers.into_iter().filter(|(_, readers)| readers.len() > 1);
    faults.extend(shared.map(|(secret, by)| format!("the secret {secret} is read by {by:?}")));
    faults
}

/// Addresses in settings lead to a port of a service.
fn addresses(manifests: &[Value], workloads: &[Workload]) -> Vec<String> {
    certificates::addresses(manifests, workloads)
        .filter(|(_, address)| !leads_somewhere(manifests, address))
        .map(|(_, address)| format!("{address} is nowhere"))
        .collect()
}

fn leads_somewhere(manifests: &[Value], address: &str) -> bool {
    let Some((host, port)) = address.split_once(':') else { return false };
    let port = port.parse::<u64>().ok();
    of_kind(manifests, "Service")
        .filter(|service| name(service) == host)
        .any(|service| items(service, "/spec/ports").any(|known| known["port"].as_u64() == port))
}
