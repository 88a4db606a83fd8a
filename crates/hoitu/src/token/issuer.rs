//! `hoitu token serve`: a small issuer for a system of one's own. It publishes a key set as an identity
//! provider does, under `/.well-known/openid-configuration`, and issues nothing itself.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::output::Output;

const CONFIGURATION: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/jwks.json";

/// A caller who does not get to the end of a request in time is left.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Bộ khóa công khai (JWKS); đọc lại mỗi lần được hỏi
    #[arg(long, value_name = "TỆP")]
    jwks: PathBuf,
    /// Địa chỉ trên máy này, như 127.0.0.1:8080; cũng là nơi cấp (TOKEN_ISSUER) http://127.0.0.1:8080
    #[arg(long, value_name = "ĐỊA CHỈ", value_parser = loopback)]
    listen: SocketAddr,
}

fn loopback(text: &str) -> Result<SocketAddr, &'static str> {
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_loopback() => Ok(address),
        Ok(_) | Err(_) => Err("phải là địa chỉ và cổng trên máy này, như 127.0.0.1:8080"),
    }
}

pub(super) async fn run(output: Output, asked: Arguments) -> Result<(), Failure> {
    let failed = |source| Failure::File {
        doing: "mở",
        path: PathBuf::from(asked.listen.to_string()),
        source,
    };
    let listener = TcpListener::bind(asked.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let issuer = Arc::new(Issuer { name: format!("http://{address}"), jwks: asked.jwks });
    output
        .print(|_| format!("{}\n", issuer.name), || serde_json::json!({ "issuer": issuer.name }))?;
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let issuer = Arc::clone(&issuer);
        let answer = service_fn(move |request: Request<Incoming>| {
            let issuer = Arc::clone(&issuer);
            async move { Ok::<_, Infallible>(issuer.answer(request.method(), request.uri().path())) }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(false);
        tokio::spawn(http.serve_connection(TokioIo::new(stream), answer));
    }
}

struct Issuer {
    name: String,
    jwks: PathBuf,
}

impl Issuer {
    fn answer(&self, method: &Method, path: &str) -> Response<Full<Bytes>> {
        let found = match path {
            _ if *method != Method::GET => Err(StatusCode::METHOD_NOT_ALLOWED),
            CONFIGURATION => Ok(self.configuration()),
            KEYS => read(&self.jwks),
            _ => Err(StatusCode::NOT_FOUND),
        };
        let (status, body) = match found {
            Ok(body) => (StatusCode::OK, body),
            Err(status) => (status, Bytes::new()),
        };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        let json = hyper::header::HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }

    fn configuration(&self) -> Bytes {
        let configuration = serde_json::json!({
            "issuer": self.name,
            "jwks_uri": format!("{}{KEYS}", self.name),
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        });
        configuration.to_string().into()
    }
}

fn read(path: &Path) -> Result<Bytes, StatusCode> {
    std::fs::read(path).map(Bytes::from).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_published_on_this_machine_only() {
        assert!(loopback("127.0.0.1:8080").is_ok() && loopback("[::1]:0").is_ok());
        for refused in ["0.0.0.0:8080", "10.0.0.1:80", "localhost:80", "8080"] {
            assert!(loopback(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn nothing_but_the_two_documents_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let jwks = folder.path().join("keys.json");
        let issuer = Issuer { name: "http://127.0.0.1:1".to_owned(), jwks: jwks.clone() };
        let status = |method, path| issuer.answer(&method, path).status();
        assert_eq!(status(Method::GET, KEYS), StatusCode::SERVICE_UNAVAILABLE);
        std::fs::write(&jwks, "{}").unwrap();
        assert_eq!(status(Method::GET, KEYS), StatusCode::OK);
        assert_eq!(status(Method::GET, CONFIGURATION), StatusCode::OK);
        assert_eq!(status(Method::POST, KEYS), StatusCode::METHOD_NOT_ALLOWED);
        for path in ["/", "/keys.json", "/../keys.json", "/jwks.json/"] {
            assert_eq!(status(Method::GET, path), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
