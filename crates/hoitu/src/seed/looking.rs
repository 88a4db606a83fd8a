//! Looking again for what follows a moment after something was recorded.

use std::time::Duration;

use crate::connection::rest;
use crate::failure::Failure;

/// How often is looked whether a service has caught up, and the pause between.
pub const LOOKS: u32 = 150;
pub const PAUSE: Duration = Duration::from_millis(200);

/// What is found at last; `None` if it never is.
pub async fn until_found<T>(
    mut look: impl AsyncFnMut() -> Result<Option<T>, Failure>,
) -> Result<Option<T>, Failure> {
    for _ in 0..LOOKS {
        if let Some(found) = look().await? {
            return Ok(Some(found));
        }
        rest(PAUSE).await;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_looked_for_until_it_is_found_and_not_for_ever() {
        let mut looks = 0;
        let found = until_found(async || {
            looks += 1;
            Ok((looks == 3).then_some("there"))
        });
        assert_eq!(found.await.unwrap(), Some("there"));
        assert_eq!(looks, 3);
        looks = 0;
        let never = until_found(async || {
            looks += 1;
            Ok(None::<()>)
        });
        assert_eq!(never.await.unwrap(), None);
        assert_eq!(looks, LOOKS);
    }
}
