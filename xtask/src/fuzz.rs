//! Looks for inputs that break a promise: libFuzzer over the targets of `fuzz/`, for a bounded time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use clap::Args;

use crate::tree::{cargo, output, root, run as run_command};

/// What one input may take: much more than any does, as machines stall.
const BOUNDS: [&str; 3] = ["-timeout=30", "-rss_limit_mb=2048", "-max_len=8192"];

/// Bytes that are kept of a target; nobody reads through more, and everybody fetches them.
const ROOM: u64 = 32 * 1024;

#[derive(Args)]
pub struct Options {
    /// Only this target: the name of a folder of `fuzz/corpus`
    target: Option<String>,
    /// How long each target is tried
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Afterwards adds to `fuzz/corpus` what reaches code that nothing in it does
    #[arg(long)]
    keep: bool,
    /// Tries the same inputs in the same order whenever it is the same number, on the same inputs to begin with
    #[arg(long)]
    seed: Option<u32>,
}

impl Options {
    /// Long enough to find what a change has broken near a seed. What it finds is that change's, and found again:
    /// luck is for `cargo xtask fuzz`.
    pub fn of_ci() -> Self {
        Self { target: None, seconds: 10, keep: false, seed: Some(1) }
    }
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    if output(Command::new("c++").arg("--version")).is_none() {
        println!("fuzz: SKIPPED, libFuzzer needs a C++ compiler; kept inputs are tried by `test`");
        return Ok(());
    }
    let mut targets = targets()?;
    if let Some(only) = &options.target {
        targets.retain(|target| target.name == *only);
    }
    if targets.is_empty() {
        bail!("there is no such folder in fuzz/corpus");
    }
    run_command(&mut with_coverage("build"))?;
    for target in &targets {
        target.look(options)?;
        if options.keep {
            target.keep()?;
        }
    }
    Ok(())
}

/// Our own crates are built to tell their coverage; what they depend on is as tests have it.
fn with_coverage(verb: &str) -> Command {
    let mut cargo = cargo();
    cargo.env("RUSTC_WORKSPACE_WRAPPER", root().join("fuzz/rustc"));
    cargo.args([verb, "--quiet", "--locked", "--bin", "fuzz", "--features", "fuzz/coverage"]);
    cargo
}

/// A target, and where its inputs are.
struct Target {
    name: String,
    /// Inputs of the tree.
    corpus: PathBuf,
    /// Inputs of this machine: found earlier, and made anew from what is true today.
    found: PathBuf,
    seeds: PathBuf,
    log: PathBuf,
}

fn targets() -> anyhow::Result<Vec<Target>> {
    let mut targets = Vec::new();
    for entry in fs::read_dir(root().join("fuzz/corpus")).context("reading fuzz/corpus")? {
        let corpus = entry?.path();
        let name = corpus.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = root().join("target/fuzz").join(&name);
        let [found, seeds] = ["found", "seeds"].map(|folder| own.join(folder));
        targets.push(Target { name, corpus, found, seeds, log: own.join("log") });
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(targets)
}

impl Target {
    /// Runs the fuzzer, which writes down every step.
    fn fuzzer(&self, options: &[String], folders: &[&Path]) -> anyhow::Result<()> {
        fs::create_dir_all(&self.found).context("making the folder of what is found")?;
        let log = File::create(&self.log).context("making the log of the fuzzer")?;
        let mut fuzzer = with_coverage("run");
        fuzzer.arg("--").arg(format!("--target={}", self.name));
        fuzzer.arg(format!("--seeds={}", self.seeds.display())).args(BOUNDS).args(options);
        fuzzer.args(folders).stdout(Stdio::null()).stderr(log);
        run_command(&mut fuzzer).with_context(|| {
            format!("{}: see {} for the input and the promise", self.name, self.log.display())
        })
    }

    fn look(&self, options: &Options) -> anyhow::Result<()> {
        let broken = self.found.with_file_name("broken-").display().to_string();
        let options = [
            // 0 is libFuzzer's word for a number of its own choice.
            format!("-seed={}", options.seed.unwrap_or(0)),
            format!("-max_total_time={}", options.seconds),
            format!("-artifact_prefix={broken}"),
            "-print_final_stats=1".to_owned(),
        ];
        self.fuzzer(&options, &[&self.found, &self.corpus, &self.seeds])?;
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let tried =
            log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        println!("{}: {} inputs keep every promise", self.name, tried.unwrap_or("?").trim());
        Ok(())
    }

    /// Adds what reaches code that neither the corpus nor a seed does, the smallest first.
    fn keep(&self) -> anyhow::Result<()> {
        let merged = self.found.with_file_name("merged");
        let _ = fs::remove_dir_all(&merged);
        fs::create_dir_all(&merged)?;
        let known: Vec<_> = [files(&self.corpus)?, files(&self.seeds)?].concat();
        for file in &known {
            fs::copy(file, merged.join(file.file_name().unwrap_or_default()))?;
        }
        let options = ["-merge=1", "-use_counters=0"].map(str::to_owned);
        self.fuzzer(&options, &[&merged, &self.found])?;
        let is_known = |file: &&PathBuf| known.iter().any(|it| it.file_name() == file.file_name());
        let size = |file: &PathBuf| fs::metadata(file).map_or(0, |it| it.len());
        let merged = files(&merged)?;
        let mut new: Vec<_> = merged.iter().filter(|file| !is_known(file)).collect();
        new.sort_by_key(|file| size(file));
        let mut room = ROOM.saturating_sub(files(&self.corpus)?.iter().map(size).sum());
        let mut kept = 0;
        for file in new {
            let Some(left) = room.checked_sub(size(file)) else { break };
            fs::copy(file, self.corpus.join(file.file_name().unwrap_or_default()))?;
            (room, kept) = (left, kept + 1);
        }
        println!("{}: {kept} inputs more are kept", self.name);
        Ok(())
    }
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}
