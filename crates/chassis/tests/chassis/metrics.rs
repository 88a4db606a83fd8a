//! What operators read about metrics is so.

use std::collections::BTreeSet;
use std::path::Path;

use chassis::metrics::{Kind, METRICS};

fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn the_documentation_is_the_table() {
    let expected: Vec<_> = METRICS
        .iter()
        .map(|metric| {
            let kind = match metric.kind {
                Kind::Counter => "counter",
                Kind::Gauge => "gauge",
                Kind::Histogram => "histogram",
            };
            let labels = metric.labels.join(", ");
            format!("| `{}` | {kind} | {labels} | {} |", metric.name, metric.meaning)
        })
        .collect();
    let documentation = file("docs/metrics.md");
    let found: Vec<_> =
        documentation.lines().filter(|line| line.starts_with("| `hoitu_")).collect();
    assert_eq!(found, expected);
}

#[test]
fn alerts_name_metrics_that_exist() {
    let alerts = file("infra/prometheus/alerts.yaml");
    let words = alerts.split(|c: char| !c.is_ascii_lowercase() && c != '_');
    let named: BTreeSet<_> = words.filter(|word| word.starts_with("hoitu_")).collect();
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        let is_metric = |base: &str, kind: Option<Kind>| {
            METRICS.iter().any(|it| it.name == base && kind.is_none_or(|kind| it.kind == kind))
        };
        let of_histogram = ["_bucket", "_count", "_sum"]
            .iter()
            .filter_map(|ending| name.strip_suffix(ending))
            .any(|base| is_metric(base, Some(Kind::Histogram)));
        assert!(of_histogram || is_metric(name, None), "{name} is not a metric");
    }
}
