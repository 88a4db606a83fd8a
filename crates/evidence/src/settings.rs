//! What a context that keeps evidence is told: where the bytes lie, and what it takes in.

use std::path::PathBuf;
use std::time::Duration;

use chassis::config::{Reader, Secret, Variable};
use chassis::tls::is_this_machine;
use http::Uri;
use strum::VariantArray as _;

use crate::domain::MediaType;

pub const EVIDENCE_STORE: Variable = Variable {
    name: "EVIDENCE_STORE",
    meaning: "where files of evidence lie: a folder, or an S3-compatible bucket",
    example: "https://s3.example.vn/hoitu-reporting?region=vn-1",
};

pub const EVIDENCE_STORE_KEY: Variable = Variable {
    name: "EVIDENCE_STORE_KEY",
    meaning: "id and secret of the access key to the bucket, with a colon between (optional: a folder has none)",
    example: "***",
};

pub const EVIDENCE_STORE_AUTHORITIES: Variable = Variable {
    name: "EVIDENCE_STORE_AUTHORITIES",
    meaning: "file with the authorities to trust the bucket by; read again for each connection (optional; the machine's)",
    example: "/etc/hoitu/tls/ca.crt",
};

pub const EVIDENCE_LARGEST_MIB: Variable = Variable {
    name: "EVIDENCE_LARGEST_MIB",
    meaning: "the largest file taken in, in MiB (optional)",
    example: "200",
};

pub const EVIDENCE_MEDIA_TYPES: Variable = Variable {
    name: "EVIDENCE_MEDIA_TYPES",
    meaning: "the sorts of files taken in, with commas between (optional: all that are known)",
    example: "application/pdf,image/jpeg",
};

pub const EVIDENCE_UNFINISHED_DAYS: Variable = Variable {
    name: "EVIDENCE_UNFINISHED_DAYS",
    meaning: "after how many days an upload that nobody has finished is thrown away (optional)",
    example: "7",
};

const LARGEST_MIB: u64 = 200;
const UNFINISHED_DAYS: u64 = 7;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where the bytes lie.
#[derive(Debug, Clone)]
pub enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Scheme, host and port.
    pub endpoint: String,
    pub name: String,
    pub region: String,
    pub key: Secret<Key>,
    /// Without it the machine's authorities are trusted.
    pub authorities: Option<PathBuf>,
}

/// An access key.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    pub secret: String,
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub place: Place,
    pub limits: Limits,
}

/// What is taken in.
#[derive(Debug, Clone)]
pub struct Limits {
    pub largest_bytes: u64,
    pub media_types: Vec<MediaType>,
    /// After so long an upload that nobody has finished is thrown away.
    pub unfinished_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            largest_bytes: LARGEST_MIB << 20,
            media_types: MediaType::VARIANTS.to_vec(),
            unfinished_for: DAY * 7,
        }
    }
}

impl Settings {
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let store = reader.required(&EVIDENCE_STORE, store);
        let key = reader.optional_secret(&EVIDENCE_STORE_KEY, key);
        let authorities = reader.authorities(&EVIDENCE_STORE_AUTHORITIES);
        let largest = reader.optional(&EVIDENCE_LARGEST_MIB, |text| within(text, 1..=10_240));
        let media_types = reader.optional(&EVIDENCE_MEDIA_TYPES, media_types);
        let days = reader.optional(&EVIDENCE_UNFINISHED_DAYS, |text| within(text, 1..=365));
        let (store, key, authorities) = (store?, key?, authorities?);
        let place = match (store, key) {
            (Store::Folder(folder), _) => Place::Folder(folder),
            (Store::Bucket { endpoint, name, region }, Some(key)) => {
                Place::Bucket(Bucket { endpoint, name, region, key, authorities })
            }
            (Store::Bucket { .. }, None) => {
                reader.required(&EVIDENCE_STORE_KEY, key_missing)?;
                return None;
            }
        };
        let days = u32::try_from(days?.unwrap_or(UNFINISHED_DAYS)).ok()?;
        let limits = Limits {
            largest_bytes: largest?.unwrap_or(LARGEST_MIB) << 20,
            media_types: media_types?.unwrap_or_else(|| MediaType::VARIANTS.to_vec()),
            unfinished_for: DAY * days,
        };
        Some(Self { place, limits })
    }
}

/// Only asked for where there is none: it is reported as missing.
fn key_missing(_: &str) -> Result<(), &'static str> {
    Ok(())
}

enum Store {
    Folder(PathBuf),
    Bucket { endpoint: String, name: String, region: String },
}

const NO_STORE: &str = "it must be a folder from / on, or https://HOST/BUCKET?region=REGION (http on this machine only)";

fn store(text: &str) -> Result<Store, &'static str> {
    if text.starts_with('/') {
        return Ok(Store::Folder(text.into()));
    }
    let uri: Uri = text.parse().map_err(|_| NO_STORE)?;
    let (scheme, authority) = (uri.scheme_str(), uri.authority().ok_or(NO_STORE)?);
    let is_protected = match scheme {
        Some("https") => true,
        Some("http") => is_this_machine(authority.host()),
        _ => false,
    };
    let scheme = scheme.filter(|_| is_protected).ok_or(NO_STORE)?;
    let name = uri.path().trim_matches('/');
    let region = match uri.query() {
        None => "us-east-1",
        Some(query) => query.strip_prefix("region=").ok_or(NO_STORE)?,
    };
    let word = |text: &str| !text.is_empty() && !text.contains(['/', '&', '=']);
    if authority.as_str().contains('@') || !word(name) || !word(region) {
        return Err(NO_STORE);
    }
    let (endpoint, name) = (format!("{scheme}://{authority}"), name.to_owned());
    Ok(Store::Bucket { endpoint, name, region: region.to_owned() })
}

fn key(text: &str) -> Result<Key, &'static str> {
    match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => {
            Ok(Key { id: id.to_owned(), secret: secret.to_owned() })
        }
        _ => Err("it must be an id, a colon and a secret"),
    }
}

fn within(text: &str, range: std::ops::RangeInclusive<u64>) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("it must be from {} to {}", range.start(), range.end()))
}

fn media_types(list: &str) -> Result<Vec<MediaType>, String> {
    let read = |name: &str| name.parse().map_err(|_| format!("{name} is none that is known"));
    list.split(',').map(|name| read(name.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Reader::read(variables.iter().map(own), Settings::read).map_err(|error| error.to_string())
    }

    #[test]
    fn a_folder_is_enough() {
        let Settings { place, limits } = read(&[("EVIDENCE_STORE", "/var/lib/evidence")]).unwrap();
        assert!(matches!(place, Place::Folder(folder) if folder.ends_with("evidence")));
        assert_eq!(limits.largest_bytes, 200 << 20);
        assert_eq!(limits.media_types, MediaType::VARIANTS);
        assert_eq!(limits.unfinished_for, DAY * 7);
    }

    #[test]
    fn a_bucket_needs_a_key_which_is_never_printed() {
        let store = ("EVIDENCE_STORE", "https://s3.example.vn:9000/hoitu?region=vn-1");
        let settings = read(&[store, ("EVIDENCE_STORE_KEY", "AKIA:a/b+c:d")]).unwrap();
        assert!(!format!("{settings:?}").contains("a/b+c"));
        let Place::Bucket(bucket) = settings.place else { panic!("no bucket") };
        assert_eq!(bucket.endpoint, "https://s3.example.vn:9000");
        assert_eq!((bucket.name.as_str(), bucket.region.as_str()), ("hoitu", "vn-1"));
        let Key { id, secret } = bucket.key.expose();
        assert_eq!((id.as_str(), secret.as_str()), ("AKIA", "a/b+c:d"));
        assert!(read(&[store]).unwrap_err().contains("EVIDENCE_STORE_KEY is not set"));
        let bad = read(&[store, ("EVIDENCE_STORE_KEY", "only-a-word")]).unwrap_err();
        assert!(bad.contains("EVIDENCE_STORE_KEY is malformed") && !bad.contains("only-a-word"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for store in [
            "evidence",
            "ftp://host/bucket",
            "http://host/bucket",
            "https://host",
            "https://k:s@host/bucket",
        ] {
            assert!(read(&[("EVIDENCE_STORE", store)]).is_err(), "{store}");
        }
        let folder = ("EVIDENCE_STORE", "/var/lib/evidence");
        for (name, value) in [
            ("EVIDENCE_STORE_AUTHORITIES", "/nowhere/ca.crt"),
            ("EVIDENCE_LARGEST_MIB", "0"),
            ("EVIDENCE_UNFINISHED_DAYS", "0"),
            ("EVIDENCE_MEDIA_TYPES", "application/zip"),
        ] {
            assert!(read(&[folder, (name, value)]).unwrap_err().contains(name), "{name}");
        }
    }
}
