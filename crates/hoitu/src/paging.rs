//! Lists of the services come in pages; the client shows them whole.

use tonic::Status;

/// As many as a service gives at once.
pub const PAGE_SIZE: i32 = 500;

/// One page of a list, and the token of the next.
pub struct Page<T> {
    pub entries: Vec<T>,
    pub next_page_token: String,
}

/// Asks for page after page, beginning with the empty token.
pub async fn all<T>(
    mut ask: impl AsyncFnMut(String) -> Result<Page<T>, Status>,
) -> Result<Vec<T>, Status> {
    let mut all = Vec::new();
    let mut token = String::new();
    loop {
        let page = ask(token).await?;
        all.extend(page.entries);
        token = page.next_page_token;
        if token.is_empty() {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_page_is_asked_for_once_and_in_order() {
        let pages = [(vec![1, 2], "a"), (Vec::new(), "b"), (vec![3], "")];
        let mut tokens = Vec::new();
        let all = all(async |token| {
            let (entries, next) = pages[tokens.len()].clone();
            tokens.push(token);
            Ok(Page { entries, next_page_token: next.to_owned() })
        })
        .await;
        assert_eq!(all.unwrap(), [1, 2, 3]);
        assert_eq!(tokens, ["", "a", "b"]);
    }
}
