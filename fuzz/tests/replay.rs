//! Every input that is kept, and every seed, keeps every promise: no coverage and no C++ compiler needed.

use std::path::{Path, PathBuf};

use fuzz::TARGETS;

/// The folder of the inputs that are kept for a target.
fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

#[test]
fn every_target_has_a_folder_and_every_folder_a_target() {
    let folders = std::fs::read_dir(corpus("")).unwrap();
    let mut folders: Vec<_> =
        folders.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    folders.sort();
    let mut names = TARGETS.map(|target| target.name);
    names.sort_unstable();
    assert_eq!(folders, names);
}

#[test]
fn whatever_was_found_once_is_not_found_again() {
    for target in TARGETS {
        let kept = std::fs::read_dir(corpus(target.name)).unwrap();
        for file in kept {
            let path = file.unwrap().path();
            let input = std::fs::read(&path).unwrap();
            let outcome = std::panic::catch_unwind(|| (target.try_out)(&input));
            assert!(outcome.is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn the_seeds_of_every_target_keep_its_promises() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        for seed in seeds {
            (target.try_out)(&seed);
        }
    }
}
