//! An officer puts a data file right after it was loaded, and asks who holds a duty on a date.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::{SEED, World};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/hoitu/data");

/// The reviewed files in a folder of the test's own.
struct Files(PathBuf);

impl Files {
    fn copied() -> Self {
        let folder = servers::home().join("scratch").join(servers::test::unique());
        fs::create_dir_all(&folder).unwrap();
        for file in fs::read_dir(DATA).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
        Self(folder)
    }

    fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        fs::write(path, text.replace(old, new)).unwrap();
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a seed of these files prints as JSON, and its exit code.
fn seed(world: &World, folder: &Path) -> (Value, Option<i32>) {
    let data = ["-o", "json", "--data", folder.to_str().unwrap()];
    let output = world.run(&[&SEED[..], &data].concat());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
    (said, output.status.code())
}

fn rows(said: &Value, list: &str) -> Vec<String> {
    let rows = said[list].as_array().unwrap().iter();
    rows.map(|row| format!("{} {}", row["file"], row["row"]).replace('"', "")).collect()
}

fn recorded(said: &Value) -> i64 {
    let tallies = said["tallies"].as_array().unwrap().iter();
    tallies.map(|tally| tally["recorded"].as_i64().unwrap()).sum()
}

fn name_on(world: &World, day: &str) -> String {
    let unit = world.json(&["unit", "show", "HD.BTG", "--as-of", day]);
    unit["unit"]["full_name"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_row_becomes_its_fact_or_is_listed_and_keeps_no_other_back() {
    let world = World::seeded().await;
    let files = Files::copied();
    files.replace("units.json", "\"Ban Tuyên giáo Tỉnh ủy Hải Dương\"", "\"Ban Tuyên giáo TU\"");
    files.replace("indicators.json", "\"Tổng số hội viên\"", "\"Tổng số hội viên khai báo\"");
    files.replace(
        "plan.json",
        "\"Vận động thành lập hội chuyên ngành, gia nhập LHH; phát triển hội viên\"",
        "\"Phát triển hội viên\"",
    );
    assert_ne!(name_on(&world, "2024-12-31"), "Ban Tuyên giáo TU");

    let (said, code) = seed(&world, &files.0);

    assert_eq!(
        rows(&said, "amended"),
        [
            "units.json unit HD.BTG established",
            "indicators.json indicator II.4.b/3 of ke-hoach-kl93-hai-duong published"
        ],
        "{said:#}"
    );
    assert_eq!(rows(&said, "left"), ["plan.json plan ke-hoach-kl93-hai-duong issued"], "{said:#}");
    assert!(said["left"][0]["says"][0].as_str().unwrap().contains("II.4.b short_title"), "{said}");
    assert!(said["left"][0]["advice"].as_str().unwrap().contains("AmendPlan"), "{said}");
    assert_eq!((recorded(&said), code), (0, Some(4)), "{said:#}");
    assert_eq!(name_on(&world, "2024-12-31"), "Ban Tuyên giáo TU");
    world.ask(&["ledger", "verify", "membership"]);

    let (again, code) = seed(&world, &files.0);
    assert_eq!((rows(&again, "amended"), code), (Vec::new(), Some(4)), "{again:#}");
    assert_eq!(rows(&again, "left").len(), 1);

    files.replace("units.json", "\"Ban Tuyên giáo TU\"", "\"Ban Tuyên giáo (TU)\"");
    let (third, _) = seed(&world, &files.0);
    assert_eq!(rows(&third, "amended"), ["units.json unit HD.BTG established"], "{third:#}");
    assert_eq!(name_on(&world, "2024-12-31"), "Ban Tuyên giáo (TU)");
}
