//! `hoitu token`: keys and bearer tokens for a system of one's own. A real deployment takes tokens from
//! its identity provider.

mod issuer;
mod offices;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chassis::clock::Clock;
use chassis::config::Secret;
use chassis::token::{self, Grant};
use chrono::TimeDelta;
use clap::{Args, Subcommand};
use uuid::Uuid;

use crate::data::{Identified, UnitCode, stable_id};
use crate::failure::Failure;
use crate::output::Output;
use crate::wording;

/// What to make.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Tạo cặp khóa Ed25519: khóa riêng để ký, khóa công khai để dịch vụ kiểm tra
    Keygen {
        /// Ghi khóa riêng vào tệp này (chưa có; chỉ chủ tệp đọc được)
        #[arg(long, value_name = "TỆP")]
        private: PathBuf,
        /// Thêm khóa công khai vào bộ khóa (JWKS) ở tệp này; các khóa cũ vẫn còn hiệu lực
        #[arg(long, value_name = "TỆP")]
        jwks: PathBuf,
    },
    /// Cấp một mã thông hành và in ra
    Issue(Issue),
    /// Cấp mã thông hành cho mỗi vai trò của dữ liệu mẫu (những người không có thật)
    Offices(offices::Arguments),
    /// Công bố bộ khóa công khai trên máy này theo OpenID Connect Discovery, cho tới khi bị dừng
    Serve(issuer::Arguments),
}

#[derive(Debug, Args)]
struct Issue {
    /// Tệp khóa riêng do `hoitu token keygen` tạo
    #[arg(long, value_name = "TỆP")]
    key: PathBuf,
    /// Người dùng
    #[arg(long, value_name = "NGƯỜI")]
    person: String,
    /// Đơn vị: UUID, hoặc mã trong dữ liệu mẫu như HD.LHH
    #[arg(long, value_name = "ĐƠN VỊ", value_parser = unit)]
    unit: Uuid,
    /// Tư cách: chức vụ hoặc vai trò
    #[arg(long, value_name = "TƯ CÁCH")]
    capacity: String,
    /// Có hiệu lực chừng này giờ
    #[arg(long, value_name = "GIỜ", value_parser = wording::whole(1..=8784_u32))]
    hours: u32,
    /// Nơi cấp, như TOKEN_ISSUER của dịch vụ
    #[arg(long, default_value = "hoitu", value_name = "TÊN")]
    issuer: String,
    /// Nơi dùng, như TOKEN_AUDIENCE của dịch vụ
    #[arg(long, default_value = "hoitu", value_name = "TÊN")]
    audience: String,
    /// Chương trình được cấp, một trong TOKEN_CLIENTS của dịch vụ
    #[arg(long, default_value = "hoitu", value_name = "TÊN")]
    client: String,
}

pub async fn run(output: Output, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        What::Offices(asked) => offices::run(output, &asked),
        What::Serve(asked) => issuer::run(output, asked).await,
        What::Keygen { private, jwks } => keygen(&private, &jwks),
        What::Issue(asked) => {
            let token = issue(asked)?;
            output.print(
                |_| format!("{}\n", token.expose()),
                || serde_json::json!({ "token": token.expose() }),
            )
        }
    }
}

fn keygen(private: &Path, jwks: &Path) -> Result<(), Failure> {
    let keys = token::generate_keys().map_err(|error| Failure::Token(Box::new(error)))?;
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File { doing: "ghi", path, source }
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(private)
        .map_err(unwritable(private))?;
    file.write_all(keys.private.expose().as_bytes()).map_err(unwritable(private))?;
    let published = match std::fs::read(jwks) {
        Ok(before) => with_key(&before, &keys.public),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some(keys.public),
        Err(source) => return Err(unwritable(jwks)(source)),
    };
    let not_keys = || std::io::Error::new(std::io::ErrorKind::InvalidData, "không phải JWKS");
    let published = published.ok_or_else(not_keys).map_err(unwritable(jwks))?;
    replace(jwks, &published).map_err(unwritable(jwks))
}

/// The key set that others know, with one more key in front.
fn with_key(before: &[u8], new: &str) -> Option<String> {
    let mut set: serde_json::Value = serde_json::from_str(new).ok()?;
    let mut before: serde_json::Value = serde_json::from_slice(before).ok()?;
    let known = before.get_mut("keys")?.as_array_mut()?;
    set.get_mut("keys")?.as_array_mut()?.append(known);
    Some(format!("{set:#}\n"))
}

/// Whoever reads it meanwhile sees the one or the other.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let new = path.with_extension("json.new");
    std::fs::write(&new, text)?;
    std::fs::rename(new, path)
}

fn issue(asked: Issue) -> Result<Secret<String>, Failure> {
    let private = std::fs::read_to_string(&asked.key)
        .map(Secret::new)
        .map_err(|source| Failure::File { doing: "đọc", path: asked.key, source })?;
    let grant = Grant {
        issuer: asked.issuer,
        audience: asked.audience,
        client: asked.client,
        person: asked.person,
        unit: asked.unit,
        capacity: asked.capacity,
        lifetime: TimeDelta::hours(asked.hours.into()),
    };
    token::issue(&private, &grant, Clock::system().now())
        .map_err(|error| Failure::Token(Box::new(error)))
}

/// The ids of the sample data's units follow from their codes, so a token can be made before them.
fn unit(text: &str) -> Result<Uuid, String> {
    if let Ok(id) = Uuid::parse_str(text) {
        return Ok(id);
    }
    match UnitCode::try_from(text.to_owned()) {
        Ok(code) => Ok(stable_id(Identified::Unit, code.as_str())),
        Err(_) => Err("phải là UUID hoặc mã đơn vị như HD.LHH".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_private_key_is_readable_by_its_owner_only_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (private, jwks) = (folder.path().join("key.pem"), folder.path().join("keys.json"));
        keygen(&private, &jwks).unwrap();
        let first = std::fs::read_to_string(&private).unwrap();
        assert_eq!(std::fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read_to_string(&jwks).unwrap().contains("Ed25519"));

        let again = keygen(&private, &jwks).unwrap_err();
        assert_eq!(again.exit_code(), 1);
        assert_eq!(std::fs::read_to_string(&private).unwrap(), first);
    }

    #[test]
    fn a_new_key_stands_beside_the_old_ones_so_that_their_tokens_stay_good() {
        let folder = tempfile::tempdir().unwrap();
        let jwks = folder.path().join("keys.json");
        keygen(&folder.path().join("old.pem"), &jwks).unwrap();
        let old = std::fs::read_to_string(&jwks).unwrap();
        keygen(&folder.path().join("new.pem"), &jwks).unwrap();
        let both: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&jwks).unwrap()).unwrap();
        let old: serde_json::Value = serde_json::from_str(&old).unwrap();
        assert_eq!(both["keys"].as_array().unwrap().len(), 2);
        assert_eq!(both["keys"][1], old["keys"][0]);
        assert_ne!(both["keys"][0]["kid"], both["keys"][1]["kid"]);

        std::fs::write(&jwks, "not keys").unwrap();
        assert!(keygen(&folder.path().join("third.pem"), &jwks).is_err());
        assert_eq!(std::fs::read_to_string(&jwks).unwrap(), "not keys");
    }

    #[test]
    fn a_unit_of_the_sample_data_may_be_named_by_its_code() {
        assert_eq!(unit("HD.LHH"), Ok(stable_id(Identified::Unit, "HD.LHH")));
        let id = stable_id(Identified::Unit, "HD.LHH").to_string();
        assert_eq!(unit(&id), Ok(stable_id(Identified::Unit, "HD.LHH")));
        assert!(unit("liên hiệp hội").is_err());
    }
}
