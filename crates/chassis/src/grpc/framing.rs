//! The lengths of the messages in a gRPC body, seen as its bytes pass by.

/// Follows the five-byte heads of the messages: a flag, and the length.
#[derive(Debug)]
pub(super) struct Framing {
    limit: usize,
    head: [u8; 5],
    filled: usize,
    left: usize,
}

/// A message is announced that is over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge {
    pub(super) bytes: usize,
    pub(super) limit: usize,
}

impl Framing {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, head: [0; 5], filled: 0, left: 0 }
    }

    /// Takes note of the next bytes of the body.
    pub(super) fn pass(&mut self, mut bytes: &[u8]) -> Result<(), TooLarge> {
        loop {
            let inside = self.left.min(bytes.len());
            self.left -= inside;
            bytes = &bytes[inside..];
            let Some((first, rest)) = bytes.split_first() else { return Ok(()) };
            self.head[self.filled] = *first;
            self.filled += 1;
            bytes = rest;
            if self.filled == self.head.len() {
                let [_, length @ ..] = self.head;
                let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
                if length > self.limit {
                    return Err(TooLarge { bytes: length, limit: self.limit });
                }
                self.filled = 0;
                self.left = length;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: usize) -> Vec<u8> {
        let announced = u32::try_from(length).unwrap().to_be_bytes();
        [&[0][..], &announced, &vec![1; length]].concat()
    }

    #[test]
    fn the_limit_is_per_message_however_the_bytes_are_cut() {
        let body = [message(10), message(0), message(9), message(11)].concat();
        for cut in 1..body.len() {
            let mut framing = Framing::new(10);
            let passed: Result<(), _> = body.chunks(cut).try_for_each(|bytes| framing.pass(bytes));
            assert_eq!(passed, Err(TooLarge { bytes: 11, limit: 10 }), "cut at {cut}");
            let mut framing = Framing::new(11);
            assert_eq!(body.chunks(cut).try_for_each(|bytes| framing.pass(bytes)), Ok(()));
        }
    }
}
