//! The Union reports on a period with the figures that anybody sees, and two receivers approve it.

use contracts::reporting::v1::SaveSectionRequest;
use contracts::reporting::v1::unit_report_service_client::UnitReportServiceClient;
use serde_json::Value;
use tonic_types::StatusExt as _;

use crate::explains_every_figure::figures;
use crate::world::{World, eventually};

const UNIT: &str = "HP.LHH";

impl World {
    /// The report as its unit reads it.
    fn report(&self, key: &str) -> Value {
        let verb = ["-o", "json", "report", "show", key, "--unit", UNIT];
        serde_json::from_str(&self.ask_as("unit-reporter", &verb, "")).unwrap()
    }

    /// When the view has heard of what was done before.
    async fn in_state(&self, key: &str, state: &str) -> Value {
        let look = || {
            let report = self.report(key);
            if report["state"] == state { Ok(report) } else { Err(report["state"].to_string()) }
        };
        eventually(&format!("the report is {state}"), look).await
    }

    /// The view may still be without what was written before.
    async fn writes(&self, key: &str, section: &str) {
        let verb = ["report", "write", key, "--unit", UNIT, "--section", section];
        let write = || self.try_ask_as("unit-reporter", &verb, "Nội dung mẫu");
        eventually("the section is written", write).await;
    }

    /// Two officers have read the report, and both write: the second is told who came first, and by then
    /// has read what is there.
    async fn two_write(&self, key: &str, section: &str) {
        let before = self.report(key);
        self.writes(key, section).await;
        let text = |field: &str| before[field].as_str().unwrap().to_owned();
        let mut request = tonic::Request::new(SaveSectionRequest {
            plan_id: text("plan_id"),
            regime_code: text("regime_code"),
            key: text("key"),
            unit_id: text("unit_id"),
            etag: text("etag"),
            request_id: text("report_id"),
            section_code: section.to_owned(),
            text: "Của người thứ hai".to_owned(),
            ..SaveSectionRequest::default()
        });
        let bearer = format!("Bearer {}", self.token("unit-reporter")).parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        let mut client = UnitReportServiceClient::new(self.channel("reporting").await);
        let refused = client.save_section(request).await.unwrap_err();
        let info = refused.get_details_error_info().unwrap();
        assert_eq!((refused.code(), &*info.reason), (tonic::Code::Aborted, "ETAG_MISMATCH"));
        assert_eq!(info.metadata["changed_by"], "mau-unit-reporter");
        let look = || {
            let report = self.report(key);
            let sections = report["sections"].as_array().unwrap();
            let written = sections.iter().find(|it| it["code"] == section).unwrap();
            if written["text"] == "Nội dung mẫu" { Ok(()) } else { Err(written.to_string()) }
        };
        eventually("what came first is there", look).await;
    }

    /// After the report, which commands go by, has been read as it is.
    async fn acts(&self, capacity: &str, verb: &str, key: &str, until: &str) -> Value {
        let act = || self.try_ask_as(capacity, &["report", verb, key, "--unit", UNIT], "");
        eventually(&format!("{verb} is done"), act).await;
        self.in_state(key, until).await
    }
}

/// The year that is reported on today: it ends on 14 December.
fn year_of(today: &str) -> String {
    let (year, day) = today.split_at(4);
    let year: i32 = year.parse().unwrap();
    format!("{}-Y", if day >= "-12-15" { year + 1 } else { year })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_reports_with_the_figures_that_anybody_sees_and_what_falls_due_happens_once() {
    let mut world = World::seeded().await;
    assert_a_unit_reports_the_figures_that_anybody_sees(&world).await;
    assert_what_falls_due_while_the_service_is_away_happens_once(&mut world).await;
}

async fn assert_a_unit_reports_the_figures_that_anybody_sees(world: &World) {
    let today = world.today();
    let key = &*year_of(&today);
    world.ask_as("propaganda-officer", &["period", "plan", key], "");
    let open = || {
        let verb = ["period", "open", key, "--on", &today];
        world.try_ask(
            &[&verb[..], &["--token-file", &world.token_file("propaganda-officer")]].concat(),
        )
    };
    eventually("the period is open", open).await;
    let look = || {
        let verb = ["report", "show", key, "--unit", UNIT];
        world.try_ask(&[&verb[..], &["--token-file", &world.token_file("unit-reporter")]].concat())
    };
    eventually("the report is expected", look).await;

    let draft = world.acts("unit-reporter", "start", key, "UNIT_REPORT_STATE_DRAFT").await;
    let window = &draft["window"];
    let (from, to) = (window["first"].as_str().unwrap(), window["last"].as_str().unwrap());
    let seen = world.json(&["progress", "--unit", UNIT, "--from", from, "--to", to]);
    let seen = figures(&seen);
    let reported = draft["prefill"]["figures"].as_array().unwrap();
    assert!(reported.iter().any(|figure| figure.get("integer").is_some()), "{reported:?}");
    for figure in reported {
        let of_it = |it: &&&Value| it["identifier"] == figure["identifier"];
        let value = seen.iter().find(of_it).unwrap().get("value");
        assert_eq!(value.and_then(|it| it.get("integer")), figure.get("integer"), "{figure}");
        assert_eq!(value.and_then(|it| it.get("ratio")), figure.get("ratio"), "{figure}");
    }

    world.writes(key, "I").await;
    world.two_write(key, "II").await;
    for section in ["IV", "V"] {
        world.writes(key, section).await;
    }
    for figure in reported.iter().filter(|it| it["absence"] == "REPORT_ABSENCE_NO_FACTS") {
        let identifier = figure["identifier"].as_str().unwrap();
        let verb = ["report", "comment", key, "--unit", UNIT, "--figure", identifier];
        let verb = [&verb[..], &["--text", "chưa tổ chức"]].concat();
        let comment = || world.try_ask_as("unit-reporter", &verb, "");
        eventually("the figure is commented", comment).await;
    }
    let submitted = world.acts("unit-head", "submit", key, "UNIT_REPORT_STATE_SUBMITTED").await;
    for office in ["propaganda-officer", "standing-board"] {
        world.acts(office, "review", key, "UNIT_REPORT_STATE_IN_REVIEW").await;
        let approved = world.acts(office, "approve", key, "UNIT_REPORT_STATE_APPROVED").await;
        assert_eq!(approved["sha256"], submitted["sha256"]);
    }
    let list = world.ask_as("propaganda-officer", &["period", "show", key], "");
    assert!(list.contains("đúng hạn"), "{list}");
}

/// A half-year of long ago is opened: all that time does with it is due, whoever is there.
async fn assert_what_falls_due_while_the_service_is_away_happens_once(world: &mut World) {
    let key = "2022-H1";
    world.ask_as("propaganda-officer", &["period", "plan", key], "");
    let open = || {
        world.try_ask_as("propaganda-officer", &["period", "open", key, "--on", "2022-05-16"], "")
    };
    eventually("the period is open", open).await;
    world.kill("reporting");
    world.start_service("reporting");
    world.all_serving().await;

    let look = || {
        let shown = world.json(&["period", "show", key]);
        let expected = shown["expected"].as_array().unwrap();
        let missing = |it: &&Value| it["state"] == "EXPECTED_REPORT_STATE_MISSING";
        let missing = expected.iter().filter(missing).count();
        if missing == expected.len() && missing > 30 { Ok(missing) } else { Err(shown.to_string()) }
    };
    let expected = eventually("the period is locked", look).await;
    let told = || {
        let ledger = world.ask(&["-o", "json", "ledger", "export", "reporting"]);
        let told = ledger.matches("ReportNotReceived").count();
        // Three of the sample half-year had nothing that stood.
        if told == expected + 3 { Ok(()) } else { Err(told.to_string()) }
    };
    eventually("each report is told once", told).await;
}
