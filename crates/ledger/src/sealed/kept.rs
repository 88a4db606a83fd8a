//! Keys of persons in the memory of this process: not for long, and not too many.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

/// How long a key may be used without looking whether it is destroyed: by another replica, that is.
const LIFE: Duration = Duration::from_secs(60);
/// When so many are in memory, all go.
const MOST: usize = 10_000;

/// Keys by whose they are, and since when they are here.
pub(super) struct Kept<K>(Mutex<HashMap<Uuid, (K, Instant)>>);

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone> Kept<K> {
    pub(super) fn get(&self, subject: Uuid) -> Option<K> {
        let keys = self.keys();
        let (key, since) = keys.get(&subject)?;
        (since.elapsed() < LIFE).then(|| key.clone())
    }

    pub(super) fn put(&self, subject: Uuid, key: K) {
        let mut keys = self.keys();
        // No secret stays in memory longer than it is of use.
        keys.retain(|_, (_, since)| since.elapsed() < LIFE);
        if keys.len() >= MOST {
            keys.clear();
        }
        keys.insert(subject, (key, Instant::now()));
    }

    pub(super) fn forget(&self, subjects: &[Uuid]) {
        let mut keys = self.keys();
        for subject in subjects {
            keys.remove(subject);
        }
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<Uuid, (K, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_is_used_for_a_minute_without_looking() {
        let kept = Kept::default();
        kept.put(id(1), "key");
        advance(LIFE - Duration::from_millis(1)).await;
        assert_eq!((kept.get(id(1)), kept.get(id(2))), (Some("key"), None));
        advance(Duration::from_millis(1)).await;
        assert_eq!(kept.get(id(1)), None);
        assert_eq!(LIFE, Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn old_keys_go_with_each_new_one() {
        let kept = Kept::default();
        kept.put(id(1), ());
        advance(LIFE / 2).await;
        kept.put(id(2), ());
        advance(LIFE / 2).await;
        assert_eq!(kept.keys().len(), 2);
        kept.put(id(3), ());
        assert_eq!(kept.keys().len(), 2);
        assert_eq!(kept.get(id(2)), Some(()));
    }

    #[test]
    fn there_are_never_more_than_there_is_room_for() {
        let kept = Kept::default();
        let ids = || (1..).map(id);
        kept.keys().extend(ids().take(MOST).map(|id| (id, ((), Instant::now()))));
        kept.put(ids().nth(MOST).unwrap(), ());
        assert_eq!(kept.keys().len(), 1);
    }

    #[test]
    fn a_destroyed_key_is_forgotten_at_once() {
        let kept = Kept::default();
        (1..=3).for_each(|number| kept.put(id(number), number));
        kept.forget(&[id(1), id(3), id(4)]);
        assert_eq!([1, 2, 3].map(|number| kept.get(id(number))), [None, Some(2), None]);
    }
}
