//! What runs pods, and how little those may do.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{items, name, of_kind, text};

pub(super) struct Workload<'a> {
    pub name: &'a str,
    pub labels: BTreeMap<&'a str, &'a str>,
    /// The pod's specification.
    pub pod: &'a Value,
}

pub(super) fn of(manifests: &[Value]) -> Vec<Workload<'_>> {
    ["Deployment", "StatefulSet", "Job"]
        .into_iter()
        .flat_map(|kind| of_kind(manifests, kind))
        .map(|manifest| Workload {
            name: name(manifest),
            labels: pairs(manifest.pointer("/spec/template/metadata/labels")),
            pod: manifest.pointer("/spec/template/spec").unwrap_or(&Value::Null),
        })
        .collect()
}

fn pairs(labels: Option<&Value>) -> BTreeMap<&str, &str> {
    let labels = labels.and_then(Value::as_object).into_iter().flatten();
    labels.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
}

impl Workload<'_> {
    /// As `matchLabels` and `matchExpressions` with `In` select.
    pub(super) fn is_selected_by(&self, selector: &Value) -> bool {
        let by_labels = pairs(selector.pointer("/matchLabels"));
        by_labels.iter().all(|(key, value)| self.labels.get(key) == Some(value))
            && items(selector, "/matchExpressions").all(|expression| {
                let value = self.labels.get(text(expression, "/key")).copied();
                text(expression, "/operator") == "In"
                    && items(expression, "/values").any(|known| known.as_str() == value)
            })
    }

    pub(super) fn containers(&self) -> impl Iterator<Item = &Value> {
        items(self.pod, "/containers").chain(items(self.pod, "/initContainers"))
    }

    /// A port by its name or number.
    pub(super) fn has_port(&self, port: &Value) -> bool {
        let ports = self.containers().flat_map(|container| items(container, "/ports"));
        ports.into_iter().any(|known| {
            known.get("name") == Some(port) || known.get("containerPort") == Some(port)
        })
    }

    pub(super) fn hardening_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("{} {fault}", self.name));
            }
        };
        let is = |value: &Value, pointer: &str, wanted: bool| {
            value.pointer(pointer).and_then(Value::as_bool) == Some(wanted)
        };
        expect(is(self.pod, "/securityContext/runAsNonRoot", true), "may run as root");
        let seccomp = text(self.pod, "/securityContext/seccompProfile/type");
        expect(seccomp == "RuntimeDefault", "has no seccomp profile");
        let token = is(self.pod, "/automountServiceAccountToken", false);
        expect(token, "holds a token of the cluster");
        for container in self.containers() {
            let context = container.get("securityContext").unwrap_or(&Value::Null);
            expect(is(context, "/allowPrivilegeEscalation", false), "may gain privileges");
            expect(is(context, "/readOnlyRootFilesystem", true), "has a writable root");
            let dropped = items(context, "/capabilities/drop").any(|it| it == "ALL");
            expect(dropped, "keeps capabilities");
            let bounded = container.pointer("/resources/limits/memory").is_some();
            expect(bounded, "has memory without a limit");
        }
        faults
    }
}
