//! `hoitu token offices`: a token for each office of the sample data, one file each.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Issue, issue, unit};
use crate::failure::Failure;
use crate::offices::{OFFICES, Office};
use crate::output::Output;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Tệp khóa riêng do `hoitu token keygen` tạo
    #[arg(long, value_name = "TỆP")]
    key: PathBuf,
    /// Ghi vào thư mục này, mỗi mã thông hành một tệp
    #[arg(long, value_name = "THƯ MỤC")]
    folder: PathBuf,
    /// Có hiệu lực chừng này giờ
    #[arg(long, value_name = "GIỜ", value_parser = clap::value_parser!(u32).range(1..=8784))]
    hours: u32,
    /// Nơi cấp, như TOKEN_ISSUER của dịch vụ
    #[arg(long, default_value = "hoitu", value_name = "TÊN")]
    issuer: String,
}

/// Prints who they are and where their tokens stand.
pub fn run(output: Output, asked: &Arguments) -> Result<(), Failure> {
    std::fs::create_dir_all(&asked.folder).map_err(unwritable(&asked.folder))?;
    for office in &OFFICES {
        let token = issue(Issue {
            key: asked.key.clone(),
            person: office.person(),
            unit: unit(office.unit).map_err(Failure::Usage)?,
            capacity: office.capacity.to_owned(),
            hours: asked.hours,
            issuer: asked.issuer.clone(),
            audience: "hoitu".to_owned(),
            client: "hoitu".to_owned(),
        })?;
        let file = asked.folder.join(office.capacity);
        write(&file, token.expose()).map_err(unwritable(&file))?;
    }
    let file = |office: &Office| asked.folder.join(office.capacity).display().to_string();
    output.print(
        |_| {
            let line = |office: &Office| format!("{}: {}\n", office.description, file(office));
            OFFICES.iter().map(line).collect()
        },
        || serde_json::Value::Array(OFFICES.iter().map(|it| file(it).into()).collect()),
    )
}

fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::File { doing: "ghi", path, source }
}

/// Readable by its owner only.
fn write(file: &Path, token: &str) -> std::io::Result<()> {
    let _ = std::fs::remove_file(file);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(token.as_bytes())
}
