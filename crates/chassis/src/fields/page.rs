//! Pages of a list: which one is asked for, and the token of the next.
//!
//! A token holds the last key of its page and a hash of the question, with a checksum over both. It is
//! opaque, not secret: rights are checked on every page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::PagedRequest;
use ledger::Digest;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Fault;

const DEFAULT_SIZE: i32 = 100;
/// The units of a province, or its associations, in one or two answers; their rows of one or two KiB stay far
/// below what a message may hold.
const MAX_SIZE: i32 = 500;
const VERSION: u8 = 1;
const HASH_BYTES: usize = 16;

/// The page that is asked for. `K` is the last key of the page before, in the list's own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<K> {
    /// How many at the most, from 1 to 500.
    pub size: usize,
    /// Where the page before ended.
    pub after: Option<K>,
    question: [u8; HASH_BYTES],
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    pub(super) fn size_of(request: &impl PagedRequest) -> Result<usize, Fault> {
        let size = match request.page_size() {
            0 => DEFAULT_SIZE,
            size => size.min(MAX_SIZE),
        };
        usize::try_from(size).map_err(|_| Fault::OutOfRange { min: 0, max: i64::from(i32::MAX) })
    }

    pub(super) fn read(request: &impl PagedRequest, size: usize) -> Result<Self, Fault> {
        let question = question(request);
        let after = match request.page_token() {
            "" => None,
            token => Some(key(token, question)?),
        };
        Ok(Self { size, after, question })
    }

    /// How many rows to read: one more than are shown tells whether there is another page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.size).map_or(i64::MAX, |size| size.saturating_add(1))
    }

    /// The rows of the page without their keys, and the token of the next page: empty on the last one.
    #[must_use]
    pub fn cut<T>(&self, mut rows: Vec<(K, T)>) -> (Vec<T>, String) {
        let is_last = rows.len() <= self.size;
        rows.truncate(self.size);
        let next = match rows.last() {
            Some((key, _)) if !is_last => self.next(key),
            Some(_) | None => String::new(),
        };
        (rows.into_iter().map(|(_, row)| row).collect(), next)
    }

    /// The token of the page after the one that ends with this key.
    ///
    /// # Panics
    /// If the key cannot be written as JSON.
    #[must_use]
    pub fn next(&self, last: &K) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.question);
        serde_json::to_writer(&mut bytes, last).expect("keys are plain data");
        bytes.extend_from_slice(&checksum(&bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn question<R: PagedRequest>(request: &R) -> [u8; HASH_BYTES] {
    let mut bytes = R::RPC.as_bytes().to_vec();
    bytes.push(0);
    request.whole().encode(&mut bytes).expect("a vector has room for any message");
    first_half(&bytes)
}

fn key<K: DeserializeOwned>(token: &str, question: [u8; HASH_BYTES]) -> Result<K, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Fault::PageTokenInvalid)?;
    let (body, sum) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(Fault::PageTokenInvalid)?;
    if *sum != checksum(body) {
        return Err(Fault::PageTokenInvalid);
    }
    let asked = body.strip_prefix(&[VERSION]).ok_or(Fault::PageTokenInvalid)?;
    let key = asked.strip_prefix(&question).ok_or(Fault::PageTokenChanged)?;
    serde_json::from_slice(key).map_err(|_| Fault::PageTokenInvalid)
}

fn checksum(body: &[u8]) -> [u8; HASH_BYTES] {
    first_half(&[b"page token", body].concat())
}

fn first_half(bytes: &[u8]) -> [u8; HASH_BYTES] {
    let mut half = [0; HASH_BYTES];
    half.copy_from_slice(&Digest::of(bytes).as_slice()[..HASH_BYTES]);
    half
}
