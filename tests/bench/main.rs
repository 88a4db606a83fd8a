//! How near we are to the raw limits of PostgreSQL, NATS and tonic, measured in the same run: medians of
//! interleaved rounds, as ratios. `cargo xtask bench` runs it; `-- NAME` picks some.

#![expect(clippy::print_stdout, reason = "the figures are the product")]

mod append;
mod measure;
mod pgbench;
mod read;
mod rebuild;
mod relay;
mod rights;
mod rpc;
mod visible;

use measure::Bench;

fn main() -> anyhow::Result<()> {
    let wanted: Vec<_> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let bench = Bench::start(wanted).await?;
        append::one_event(&bench).await?;
        append::hundred_events(&bench).await?;
        read::stream_of_hundred(&bench).await?;
        relay::backlog(&bench).await?;
        rebuild::counting_view(&bench).await?;
        rights::decision(&bench).await?;
        rpc::nothing_stored(&bench).await?;
        visible::command_to_view(&bench).await?;
        Ok(())
    })
}
