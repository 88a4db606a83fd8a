//! The raw side of the append: PostgreSQL's own tool, inserting single rows into a like table.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};
use servers::Postgres;

use crate::measure::{Round, summary};

const TABLE: &str = "
    CREATE TABLE raw (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream text COLLATE \"C\" NOT NULL, revision bigint NOT NULL, event_id uuid NOT NULL,
        event_type text NOT NULL, data text NOT NULL, provenance text NOT NULL,
        private_hash bytea NOT NULL, published bytea, recorded_at timestamptz NOT NULL DEFAULT now(),
        chain bytea NOT NULL, UNIQUE (stream, revision))";

/// A database with the table, and the script that fills it.
pub struct Pgbench {
    url: String,
    folder: PathBuf,
}

impl Pgbench {
    pub async fn prepare(
        postgres: &Postgres,
        data: &str,
        published: usize,
    ) -> anyhow::Result<Self> {
        let name = format!("raw_{}", servers::test::unique());
        postgres.create_database(&name).await?;
        let url = postgres.url(&name);
        let pool = sqlx::PgPool::connect(&url).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        let folder = servers::home().join("scratch").join(&name);
        std::fs::create_dir_all(&folder)?;
        let hash = "'\\x".to_owned() + &"00".repeat(32) + "'";
        let insert = format!(
            "INSERT INTO raw (stream, revision, event_id, event_type, data, provenance, private_hash, \
             published, chain) VALUES ('tally-' || gen_random_uuid(), 1, gen_random_uuid(), \
             'HeadcountDeclared', '{data}', '{{\"person\":\"bench\",\"unit\":\"bench\"}}', {hash}, \
             '\\x{}', {hash});",
            "07".repeat(published),
        );
        std::fs::write(folder.join("insert.sql"), insert)?;
        Ok(Self { url, folder })
    }

    pub async fn run(&self, clients: usize, time: Duration) -> anyhow::Result<Round> {
        let (url, folder) = (self.url.clone(), self.folder.clone());
        tokio::task::spawn_blocking(move || run(&url, &folder, clients, time)).await?
    }
}

impl Drop for Pgbench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(
    url: &str,
    folder: &std::path::Path,
    clients: usize,
    time: Duration,
) -> anyhow::Result<Round> {
    let program = servers::install()?.postgres("pgbench");
    let output = Command::new(program)
        .current_dir(folder)
        .args(["--no-vacuum", "--protocol=prepared", "--log", "--file=insert.sql", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={}", time.as_secs().max(1)))
        .arg(url)
        .output()?;
    if !output.status.success() {
        bail!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let mut times = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pgbench_log")) {
            for line in std::fs::read_to_string(&file)?.lines() {
                let microseconds = line.split(' ').nth(2).context("a latency")?.parse()?;
                times.push(Duration::from_micros(microseconds));
            }
            std::fs::remove_file(file)?;
        }
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text
        .lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next())
        .context("pgbench prints its rate")?;
    Ok(Round { per_second: rate.parse()?, ..summary(times, time) })
}
