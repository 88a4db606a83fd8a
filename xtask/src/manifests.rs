//! The manifests of the cluster: rendered as they would be applied, then everything that one of them names is
//! looked for in the others.
//!
//! Schemas know neither our names nor our ports; no cluster has seen these files yet.

mod certificates;
mod references;
mod workload;

use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::tree::{output, root};

const OVERLAYS: [&str; 2] = ["local", "production"];

pub fn check() -> anyhow::Result<()> {
    for overlay in OVERLAYS {
        let Some(rendered) = render(&root().join("deploy/overlays").join(overlay))? else {
            println!("skipped: the manifests are not rendered, as there is no kubectl here");
            return Ok(());
        };
        let faults = faults(&parse(&rendered)?);
        for fault in &faults {
            println!("{overlay}: {fault}");
        }
        if !faults.is_empty() {
            bail!("{} faults in the manifests", faults.len());
        }
        println!("{overlay} renders, and all that is named in it is there");
    }
    Ok(())
}

/// Nothing without kubectl, which renders without a cluster.
fn render(overlay: &Path) -> anyhow::Result<Option<String>> {
    if output(std::process::Command::new("kubectl").args(["version", "--client"])).is_none() {
        return Ok(None);
    }
    let mut render = std::process::Command::new("kubectl");
    let rendered = render.arg("kustomize").arg(overlay).output()?;
    if !rendered.status.success() {
        bail!(
            "{} does not render:\n{}",
            overlay.display(),
            String::from_utf8_lossy(&rendered.stderr)
        );
    }
    Ok(Some(String::from_utf8(rendered.stdout)?))
}

fn parse(rendered: &str) -> anyhow::Result<Vec<Value>> {
    serde_saphyr::from_multiple(rendered).context("reading the rendered manifests")
}

fn faults(manifests: &[Value]) -> Vec<String> {
    let workloads = workload::of(manifests);
    let mut faults = references::faults(manifests, &workloads);
    faults.extend(certificates::faults(manifests, &workloads));
    faults.extend(workloads.iter().flat_map(workload::Workload::hardening_faults));
    faults
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn of_kind<'a>(manifests: &'a [Value], kind: &str) -> impl Iterator<Item = &'a Value> {
    manifests.iter().filter(move |manifest| text(manifest, "/kind") == kind)
}

fn name(manifest: &Value) -> &str {
    text(manifest, "/metadata/name")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where there is no kubectl, CI says so; nothing is tested then.
    fn rendered() -> Option<String> {
        render(&root().join("deploy/overlays/production")).unwrap()
    }

    #[test]
    fn the_manifests_agree_with_each_other() {
        let Some(rendered) = rendered() else { return };
        assert_eq!(faults(&parse(&rendered).unwrap()), Vec::<String>::new());
    }

    #[test]
    fn a_name_that_leads_nowhere_is_found() {
        let Some(rendered) = rendered() else { return };
        for (good, bad, fault) in [
            ("targetPort: grpc", "targetPort: web", "has no port web"),
            ("port: routes\n", "port: gossip\n", "has no port gossip"),
            ("name: token-keys", "name: token-key", "token-key is nowhere"),
            (
                "serviceAccountName: membership-server",
                "serviceAccountName: other",
                "other is nowhere",
            ),
            ("secretName: reporting-secrets", "secretName: membership-secrets", "is read by"),
            ("secretName: awards-secrets", "secretName: consultancy-secrets", "is read by"),
            ("tls://nats:4222", "tls://nats:4223", "nats:4223 is nowhere"),
            ("https://reporting-server:8443", "https://reports:8443", "reports:8443 is nowhere"),
            ("https://awards-server:8443", "https://prizes:8443", "prizes:8443 is nowhere"),
            ("tls://nats:4222", "nats://nats:4222", "nats://nats:4222 is clear text"),
            ("https://reporting-server", "http://reporting-server", "8443 is clear text"),
            ("- nats\n  - nats-0", "- carrier\n  - nats-0", "no certificate of nats names nats"),
            (
                "secretName: reporting-tls\n  usages",
                "secretName: other\n  usages",
                "reporting-tls is nowhere",
            ),
            ("secretName: reporting-tls\n  usages", "secretName: nats-tls\n  usages", "is made by"),
            (
                "reporting-server.hoitu-production.svc",
                "reporting-server.NAMESPACE.svc",
                "names NAMESPACE",
            ),
            ("name: authority\n  privateKey", "name: another\n  privateKey", "no issuer another"),
            ("renewBefore: 240h", "renewBefore: 168h", "CertificateEnds"),
            ("key: ca.crt", "key: tls.key", "is read by"),
            ("- name: TLS_CERTIFICATE", "- name: CLEAR_TEXT", "allows clear text"),
            ("- name: TLS_CERTIFICATE", "- name: OTHER", "serves gRPC without a certificate"),
            (
                "httpGet:\n            path: /ready\n            port: admin",
                "grpc:\n            port: 8443",
                "speaks no TLS",
            ),
            ("component: migration", "component: server", "has no port grpc"),
            ("values:\n          - nats\n", "values:\n          - carrier\n", "selects no pod"),
            ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "writable"),
            ("runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
            ("type: RuntimeDefault", "type: Unconfined", "seccomp"),
            ("- ALL", "- CHOWN", "keeps capabilities"),
            (
                "automountServiceAccountToken: false\n      containers",
                "containers",
                "holds a token",
            ),
            ("name: deny-first", "name: allow-first", "no policy deny-first"),
        ] {
            assert!(rendered.contains(good), "{good}");
            let found = faults(&parse(&rendered.replace(good, bad)).unwrap());
            assert!(found.iter().any(|found| found.contains(fault)), "{bad}: {found:?}");
        }
    }
}
