//! The users of `infra/nats/server.conf`, each with a key pair of its own.

use std::collections::BTreeMap;

use nkeys::KeyPair;

const SETTINGS: &str = include_str!("../../../infra/nats/server.conf");

/// What a user of the settings is called there, as in `nkey: $NATS_MEMBERSHIP`.
const MARK: &str = "nkey: $NATS_";

/// For each user the seed of its key pair: the private half.
#[derive(Clone, PartialEq)]
pub struct NatsUsers(BTreeMap<String, String>);

impl NatsUsers {
    /// A seed from `find` for each user that the settings name, such as `membership`.
    pub fn from<E>(mut find: impl FnMut(&str) -> Result<String, E>) -> Result<Self, E> {
        let names = SETTINGS.lines().filter_map(|line| line.trim().strip_prefix(MARK));
        let users = names.map(|name| {
            let user = name.to_lowercase();
            find(&user).map(|seed| (user, seed))
        });
        users.collect::<Result<_, E>>().map(Self)
    }

    /// The seed of a key pair that nobody has yet.
    ///
    /// # Panics
    /// If the machine has no randomness.
    #[must_use]
    pub fn new_seed() -> String {
        KeyPair::new_user().seed().expect("a new key pair has a seed")
    }

    /// What the user shows that it holds.
    ///
    /// # Panics
    /// If the settings name no such user.
    #[must_use]
    pub fn seed(&self, user: &str) -> &str {
        &self.0[user]
    }

    /// The variables by which the settings know the public halves.
    pub(crate) fn variables(&self) -> Result<Vec<(String, String)>, nkeys::error::Error> {
        let variable = |(user, seed): (&String, &String)| {
            let public = KeyPair::from_seed(seed)?.public_key();
            Ok((format!("NATS_{}", user.to_uppercase()), public))
        };
        self.0.iter().map(variable).collect()
    }
}

impl std::fmt::Debug for NatsUsers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
