//! `hoitu progress watch`: each item when it changes. A watch that ends is taken up where it ended.

use std::path::PathBuf;

use contracts::projection::v1 as proto;
use proto::progress_service_client::ProgressServiceClient;
use proto::watch_response::Change;
use tonic::Code;

use super::{Coordinates, figures, overview};
use crate::failure::Failure;
use crate::output::{Form, Output, json};
use crate::session::Session;
use crate::settings::Context;

pub async fn run(
    session: &Session,
    coordinates: &Coordinates,
    item_codes: Vec<String>,
    place: Option<PathBuf>,
) -> Result<(), Failure> {
    let place = Place { file: place };
    let mut request = proto::WatchRequest {
        read_at: Some(coordinates.read_at()),
        plan_id: String::new(),
        period: coordinates.period(),
        unit_id: coordinates.unit_id(session).await?,
        item_codes,
        resume_token: place.read()?,
    };
    let channel = session.connect_for_watching(Context::Projection).await?;
    let mut client = ProgressServiceClient::new(channel);
    loop {
        tokio::select! {
            ended = follow(&mut client, &mut request, session.output, &place) => ended?,
            interrupted = tokio::signal::ctrl_c() => return interrupted.map_err(Failure::Print),
        }
    }
}

/// Prints what comes until the service ends the watch; the request then holds the last token.
async fn follow<S>(
    client: &mut ProgressServiceClient<S>,
    request: &mut proto::WatchRequest,
    output: Output,
    place: &Place,
) -> Result<(), Failure>
where
    S: tonic::client::GrpcService<tonic::body::Body>,
    S::Error: Into<tonic::codegen::StdError>,
    S::ResponseBody: tonic::codegen::Body<Data = tonic::codegen::Bytes> + Send + 'static,
    <S::ResponseBody as tonic::codegen::Body>::Error: Into<tonic::codegen::StdError> + Send,
{
    let mut stream = match client.watch(request.clone()).await {
        Ok(answer) => answer.into_inner(),
        Err(status) if status.code() == Code::OutOfRange && !request.resume_token.is_empty() => {
            request.resume_token.clear();
            return Ok(());
        }
        Err(status) => return Err(status.into()),
    };
    loop {
        match stream.message().await {
            Ok(Some(message)) => {
                show(&message, output)?;
                request.resume_token = message.resume_token;
                place.write(&request.resume_token)?;
            }
            Ok(None) => return Ok(()),
            Err(status) if status.code() == Code::ResourceExhausted => return Ok(()),
            Err(status) => return Err(status.into()),
        }
    }
}

/// The file that holds the last token, if one was named: a later run goes on from there.
struct Place {
    file: Option<PathBuf>,
}

impl Place {
    fn read(&self) -> Result<String, Failure> {
        let Some(file) = self.file.as_ref().filter(|file| file.exists()) else {
            return Ok(String::new());
        };
        std::fs::read_to_string(file)
            .map(|token| token.trim().to_owned())
            .map_err(|source| Failure::File { doing: "đọc", path: file.clone(), source })
    }

    /// Replaces the file whole, so that a crash leaves the old token or the new one.
    fn write(&self, token: &str) -> Result<(), Failure> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut beside = file.clone().into_os_string();
        beside.push(".new");
        std::fs::write(&beside, token)
            .and_then(|()| std::fs::rename(&beside, file))
            .map_err(|source| Failure::File { doing: "ghi", path: file.clone(), source })
    }
}

fn show(message: &proto::WatchResponse, output: Output) -> Result<(), Failure> {
    if output.form() == Form::Json {
        return output.write(&format!("{}\n", json("hoitu.projection.v1.WatchResponse", message)));
    }
    let info = message.read_info.as_ref();
    match &message.change {
        Some(Change::Items(items)) => output.print(
            |width| {
                let mut text = overview::items(&items.items).render(width);
                for code in &items.removed_codes {
                    text.push_str(&format!("{code}  không còn trong kết quả\n"));
                }
                format!("{text}{}\n\n", figures::watermarks(info))
            },
            || serde_json::Value::Null,
        ),
        Some(Change::InitialComplete(_)) => output.write("Đang theo dõi; nhấn Ctrl-C để dừng.\n\n"),
        Some(Change::Bookmark(_)) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_run_goes_on_where_the_last_one_was() {
        let folder = tempfile::tempdir().unwrap();
        let place = || Place { file: Some(folder.path().join("token")) };
        assert_eq!(place().read().unwrap(), "");
        place().write("first").unwrap();
        place().write("second").unwrap();
        assert_eq!(place().read().unwrap(), "second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(Place { file: None }.read().unwrap(), "");
    }
}
