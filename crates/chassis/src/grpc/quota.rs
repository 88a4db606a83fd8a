//! What each caller gets: so many calls at once, and so many over time, with a few seconds' worth in
//! advance. Only callers with calls in hand, or with some of their rate used up, are kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::method::Kind;
use crate::caller;
use crate::config::CallerLimits;

/// A caller who has been quiet may use so much of the rate at once.
const IN_ADVANCE: Duration = Duration::from_secs(5);

/// Callers kept at the most; another one is refused. Each has shown a good token.
const MOST: usize = 16 * 1024;
/// Idle callers are forgotten when there are so many, or twice as many as were active then.
const FEW: usize = 1024;

/// A caller asks for more than one gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exceeded {
    /// The limit, in words.
    pub(super) limit: &'static str,
    /// When it is worth trying again.
    pub(super) retry_after: Duration,
}

/// Where calls come to an end some time, and others then get in.
const SOON: Duration = Duration::from_millis(200);

pub(super) struct Quotas {
    limits: CallerLimits,
    callers: Mutex<Callers>,
}

struct Callers {
    accounts: HashMap<Arc<str>, Account>,
    forget_at: usize,
}

#[derive(Default)]
struct Account {
    calls: u32,
    streams: u32,
    commands: Meter,
    queries: Meter,
}

impl Account {
    fn is_idle(&self, now: Instant) -> bool {
        let Self { calls, streams, commands, queries } = self;
        *calls == 0 && *streams == 0 && commands.is_idle(now) && queries.is_idle(now)
    }
}

/// When the rate is free again of what has been used: the whole state of a token bucket.
#[derive(Default)]
struct Meter(Option<Instant>);

impl Meter {
    fn is_idle(&self, now: Instant) -> bool {
        self.0.is_none_or(|free_at| free_at <= now)
    }

    /// Uses one of `per_second`, or tells how long until that is possible.
    fn take(&mut self, per_second: u32, now: Instant) -> Result<(), Duration> {
        let each = Duration::from_secs(1) / per_second.max(1);
        let free_at = self.0.map_or(now, |free_at| free_at.max(now)) + each;
        let ahead = free_at - now;
        if ahead > IN_ADVANCE {
            return Err(ahead - IN_ADVANCE);
        }
        self.0 = Some(free_at);
        Ok(())
    }
}

/// One call of a caller; it counts until it is dropped.
pub(super) struct Ticket {
    quotas: Arc<Quotas>,
    caller: Arc<str>,
    stream: bool,
}

impl Quotas {
    pub(super) fn new(limits: CallerLimits) -> Arc<Self> {
        let callers = Callers { accounts: HashMap::new(), forget_at: FEW };
        Arc::new(Self { limits, callers: Mutex::new(callers) })
    }

    /// Lets a call in if its caller has not too many in hand, nor, if it is a person, too many of late.
    pub(super) fn enter(
        self: &Arc<Self>,
        who: caller::Kind,
        caller: &str,
        kind: Kind,
        now: Instant,
    ) -> Result<Ticket, Exceeded> {
        let mut callers = self.callers();
        let (caller, account) = callers.account(caller, now)?;
        let stream = matches!(kind, Kind::Stream | Kind::Watch);
        let (in_hand, most, limit) = if stream {
            (&mut account.streams, self.limits.streams, "open streams of one caller")
        } else {
            (&mut account.calls, self.limits.calls, "calls in hand of one caller")
        };
        if *in_hand >= most {
            return Err(Exceeded { limit, retry_after: SOON });
        }
        let (meter, rate, limit) = match kind {
            Kind::Command => {
                (&mut account.commands, self.limits.commands_per_second, "commands per second")
            }
            Kind::Open | Kind::Query | Kind::Stream | Kind::Watch => {
                (&mut account.queries, self.limits.queries_per_second, "queries per second")
            }
        };
        if who == caller::Kind::Person {
            meter.take(rate, now).map_err(|retry_after| Exceeded { limit, retry_after })?;
        }
        *in_hand += 1;
        Ok(Ticket { quotas: Arc::clone(self), caller, stream })
    }

    fn callers(&self) -> MutexGuard<'_, Callers> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Callers {
    fn account(
        &mut self,
        caller: &str,
        now: Instant,
    ) -> Result<(Arc<str>, &mut Account), Exceeded> {
        let known = self.accounts.get_key_value(caller).map(|(name, _)| Arc::clone(name));
        let name = match known {
            Some(name) => name,
            None => {
                if self.accounts.len() >= self.forget_at {
                    self.accounts.retain(|_, account| !account.is_idle(now));
                    self.forget_at = (2 * self.accounts.len()).clamp(FEW, MOST);
                }
                if self.accounts.len() >= MOST {
                    return Err(Exceeded { limit: "callers at once", retry_after: SOON });
                }
                Arc::from(caller)
            }
        };
        let account = self.accounts.entry(Arc::clone(&name)).or_default();
        Ok((name, account))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut callers = self.quotas.callers();
        if let Some(account) = callers.accounts.get_mut(&self.caller) {
            let in_hand = if self.stream { &mut account.streams } else { &mut account.calls };
            *in_hand = in_hand.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: CallerLimits =
        CallerLimits { calls: 2, streams: 1, commands_per_second: 20, queries_per_second: 100 };
    const GENEROUS: CallerLimits = CallerLimits { calls: 1000, streams: 1000, ..LIMITS };

    fn enter(
        quotas: &Arc<Quotas>,
        caller: &str,
        kind: Kind,
        now: Instant,
    ) -> Result<Ticket, Exceeded> {
        quotas.enter(caller::Kind::Person, caller, kind, now)
    }

    #[test]
    fn one_who_has_been_quiet_gets_five_seconds_worth_and_then_the_rate() {
        let (quotas, start) = (Quotas::new(GENEROUS), Instant::now());
        for (kind, rate) in [(Kind::Command, 20_u32), (Kind::Query, 100)] {
            for _ in 0..5 * rate {
                assert!(enter(&quotas, "a", kind, start).is_ok());
            }
            let each = Duration::from_secs(1) / rate;
            let refused = enter(&quotas, "a", kind, start).err().unwrap();
            assert_eq!(refused.retry_after, each);
            assert!(enter(&quotas, "a", kind, start + each / 2).is_err());
            assert!(enter(&quotas, "a", kind, start + each).is_ok());
            assert!(enter(&quotas, "a", kind, start + each).is_err());
            assert!(enter(&quotas, "b", kind, start).is_ok(), "others are not concerned");
        }
    }

    #[test]
    fn a_rate_that_was_not_used_is_not_saved_up_beyond_five_seconds() {
        let (quotas, start) = (Quotas::new(GENEROUS), Instant::now());
        assert!(enter(&quotas, "a", Kind::Command, start).is_ok());
        let later = start + Duration::from_secs(3600);
        let taken = (0..200).filter(|_| enter(&quotas, "a", Kind::Command, later).is_ok()).count();
        assert_eq!(taken, 100);
    }

    #[test]
    fn a_slow_rate_still_lets_one_in() {
        let mut meter = Meter::default();
        let start = Instant::now();
        assert_eq!(meter.take(1, start), Ok(()));
        let taken = (0..10).filter(|_| meter.take(1, start).is_ok()).count();
        assert_eq!(taken, 4);
    }

    #[test]
    fn calls_and_streams_in_hand_are_counted_apart_until_they_end() {
        let (quotas, now) = (Quotas::new(LIMITS), Instant::now());
        let first = enter(&quotas, "a", Kind::Query, now).unwrap();
        let _second = enter(&quotas, "a", Kind::Command, now).unwrap();
        let refused = enter(&quotas, "a", Kind::Query, now).err().unwrap();
        assert_eq!(refused, Exceeded { limit: "calls in hand of one caller", retry_after: SOON });
        let watch = enter(&quotas, "a", Kind::Watch, now).unwrap();
        assert!(enter(&quotas, "a", Kind::Stream, now).is_err());
        assert!(enter(&quotas, "b", Kind::Query, now).is_ok());

        drop(first);
        assert!(enter(&quotas, "a", Kind::Query, now).is_ok());
        drop(watch);
        assert!(enter(&quotas, "a", Kind::Stream, now).is_ok());
    }

    #[test]
    fn a_service_has_no_rate_but_a_bound() {
        let (quotas, now) = (Quotas::new(LIMITS), Instant::now());
        let enter = || quotas.enter(caller::Kind::Service, "service:a", Kind::Query, now);
        for _ in 0..10_000 {
            assert!(enter().is_ok());
        }
        let _in_hand = [enter().ok().unwrap(), enter().ok().unwrap()];
        assert!(enter().is_err());
    }

    #[test]
    fn a_refused_call_uses_up_nothing() {
        let (quotas, now) = (Quotas::new(LIMITS), Instant::now());
        let _in_hand = [0, 1].map(|_| enter(&quotas, "a", Kind::Query, now).unwrap());
        for _ in 0..1000 {
            assert!(enter(&quotas, "a", Kind::Query, now).is_err());
        }
        assert_eq!(quotas.callers().accounts["a"].queries.0, Some(now + Duration::from_millis(20)));
    }

    #[test]
    fn whoever_has_used_some_of_a_share_is_not_forgotten() {
        let (quotas, start) = (Quotas::new(LIMITS), Instant::now());
        let _in_hand = enter(&quotas, "calls", Kind::Query, start).unwrap();
        let _stream = enter(&quotas, "streams", Kind::Watch, start).unwrap();
        let later = start + Duration::from_secs(60);
        drop(enter(&quotas, "commands", Kind::Command, later));
        drop(enter(&quotas, "queries", Kind::Query, later));
        quotas.callers().forget_at = 0;
        drop(enter(&quotas, "another", Kind::Query, later));
        let known = quotas.callers();
        let known = |caller| known.accounts.contains_key(caller);
        assert!(["calls", "streams", "commands", "queries"].into_iter().all(known));
    }

    #[test]
    fn memory_is_bounded_whoever_calls() {
        let (quotas, start) = (Quotas::new(LIMITS), Instant::now());
        let in_hand = enter(&quotas, "busy", Kind::Watch, start).unwrap();
        for number in 0..3 * MOST {
            let now = start + Duration::from_secs(number.try_into().unwrap());
            drop(enter(&quotas, &number.to_string(), Kind::Query, now).unwrap());
            assert!(quotas.callers().accounts.len() <= FEW);
        }
        assert!(
            quotas.callers().accounts.contains_key("busy"),
            "a caller in hand is not forgotten"
        );
        drop(in_hand);

        let now = start + Duration::from_secs(1_000_000);
        let many: Vec<_> =
            (0..MOST).map(|number| enter(&quotas, &number.to_string(), Kind::Query, now)).collect();
        assert!(many.iter().all(Result::is_ok));
        let refused = enter(&quotas, "one more", Kind::Query, now).err().unwrap();
        assert_eq!(refused.limit, "callers at once");
        drop(many);
        assert!(enter(&quotas, "one more", Kind::Query, now + IN_ADVANCE).is_ok());
    }
}
