//! How long to wait before another try: doubling up to a cap, with jitter, so that replicas that failed
//! together do not come back together.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

const SHORTEST: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub(crate) fn new(longest: Duration) -> Self {
        Self { next: SHORTEST.min(longest), longest }
    }

    /// After a success: the next failure waits the shortest time again.
    pub(crate) fn reset(&mut self) {
        self.next = SHORTEST.min(self.longest);
    }

    /// Between half of the step and all of it; the next step is twice as long.
    pub(crate) fn step(&mut self) -> Duration {
        let step = self.next;
        self.next = (step * 2).min(self.longest);
        step / 2 + (step / 2).mul_f64(fraction())
    }

    pub(crate) async fn wait(&mut self) {
        pause(self.step()).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "between two looks at another process nothing tells us of a change"
)]
pub(crate) async fn pause(step: Duration) {
    tokio::time::sleep(step).await;
}

/// Between 0 and 1. Each `RandomState` has its own random keys, which is all the chance needed here.
fn fraction() -> f64 {
    f64::from(u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or(0))
        / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_double_up_to_the_cap_and_start_anew_after_a_success() {
        let mut backoff = Backoff::new(Duration::from_millis(300));
        for whole in [50, 100, 200, 300, 300] {
            let step = backoff.step();
            let whole = Duration::from_millis(whole);
            assert!(step >= whole / 2 && step <= whole, "{step:?} for {whole:?}");
        }
        backoff.reset();
        assert!(backoff.step() <= SHORTEST);
    }
}
