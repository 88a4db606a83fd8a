//! The sample, recorded once in a run: each world that needs it begins with a copy.

use std::collections::BTreeMap;
use std::mem::take;
use std::path::{Path, PathBuf};

use servers::SERVICES;
use servers::test::TestDatabase;
use tokio::sync::OnceCell;

use crate::world::{SEED, World};

/// What the sample leaves of a world. It goes with the server of the databases.
pub struct Sample {
    pub databases: BTreeMap<&'static str, TestDatabase>,
    pub keys: BTreeMap<&'static str, TestDatabase>,
    /// By where they lie in a world's folder.
    evidence: BTreeMap<PathBuf, Vec<u8>>,
}

impl Sample {
    pub async fn recorded() -> &'static Self {
        static SAMPLE: OnceCell<Sample> = OnceCell::const_new();
        SAMPLE.get_or_init(Self::record).await
    }

    async fn record() -> Self {
        let mut world = World::start().await;
        world.ask(&SEED);
        for service in SERVICES {
            world.stop(service.name);
        }
        let mut evidence = BTreeMap::new();
        let mut folders = vec![world.evidence()];
        while let Some(folder) = folders.pop() {
            for found in std::fs::read_dir(folder).unwrap() {
                let path = found.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let place = path.strip_prefix(&world.folder).unwrap().to_owned();
                    evidence.insert(place, std::fs::read(path).unwrap());
                }
            }
        }
        let (databases, keys) = (take(&mut world.databases), take(&mut world.keys));
        Self { databases, keys, evidence }
    }

    pub fn write_evidence(&self, folder: &Path) {
        for (place, bytes) in &self.evidence {
            let file = folder.join(place);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
    }
}

/// Another one with what is in this one, or an empty one.
pub async fn database(begun: Option<&TestDatabase>) -> TestDatabase {
    match begun {
        Some(begun) => begun.copy().await,
        None => servers::test::database().await,
    }
}
