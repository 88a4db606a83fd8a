//! A transit engine for the tests, as OpenBao's documents describe it: AES-256-GCM under keys that are derived
//! from the context, versions, tokens, and the ways in which it does not answer. It is ours: no test here has
//! met a real one.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chassis::keys::TransitSettings;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto};

pub const KEY: &str = "hoitu-persons";
pub const TOKEN: &str = "s.first";

/// What the engine knows, and how it behaves. Tests change it while it runs.
pub struct State {
    pub token: String,
    pub versions: Vec<[u8; 32]>,
    pub min_decryption_version: usize,
    pub derived: bool,
    pub manner: Manner,
    /// Every path that was asked for, in order.
    pub asked: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Well,
    /// As when it was restarted and nobody has unsealed it.
    Sealed,
    /// Nothing, for ever.
    Silent,
    /// An answer that its documents do not know.
    Strange,
}

pub struct Engine {
    pub state: Arc<Mutex<State>>,
    folder: tempfile::TempDir,
    address: SocketAddr,
    scheme: &'static str,
}

impl Engine {
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// The same over TLS; its authority is in the file that the settings name.
    pub async fn start_with_tls() -> Self {
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
        let config =
            ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certified.cert.der().clone()], key)
                .unwrap();
        let engine = Self::start_with(Some(TlsAcceptor::from(Arc::new(config)))).await;
        std::fs::write(engine.authorities(), certified.cert.pem()).unwrap();
        engine
    }

    async fn start_with(tls: Option<TlsAcceptor>) -> Self {
        let state = Arc::new(Mutex::new(State {
            token: TOKEN.to_owned(),
            versions: vec![random()],
            min_decryption_version: 1,
            derived: true,
            manner: Manner::Well,
            asked: Vec::new(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let served = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, tls) = (Arc::clone(&served), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &state).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &state).await;
                            }
                        }
                    }
                });
            }
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("token"), format!("{TOKEN}\n")).unwrap();
        Self { state, folder, address, scheme }
    }

    pub fn settings(&self) -> TransitSettings {
        TransitSettings {
            url: format!("{}://localhost:{}/v1/transit", self.scheme, self.address.port()),
            key: KEY.to_owned(),
            token: self.token_file(),
            authorities: Some(self.authorities()).filter(|_| self.scheme == "https"),
        }
    }

    pub fn token_file(&self) -> PathBuf {
        self.folder.path().join("token")
    }

    fn authorities(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    pub fn rotate(&self) {
        self.change(|state| state.versions.push(random()));
    }

    /// What was asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).unwrap();
    bytes
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, state: &Mutex<State>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    };
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    let line = head.lines().next().unwrap();
    let path = line.split(' ').nth(1).unwrap().to_owned();
    let manner = state.lock().unwrap().manner;
    if manner == Manner::Silent {
        return std::future::pending().await;
    }
    let token = header("x-vault-token").unwrap_or_default();
    let (status, answer) = answer(&mut state.lock().unwrap(), &path, &token, &body);
    let body = answer.to_string();
    let head = format!("HTTP/1.1 {status} It Is\r\ncontent-length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn answer(state: &mut State, path: &str, token: &str, body: &[u8]) -> (u16, Value) {
    let errors = |status, error: &str| (status, json!({ "errors": [error] }));
    state.asked.push(path.to_owned());
    match state.manner {
        Manner::Sealed => return errors(503, "Vault is sealed"),
        Manner::Strange => return (200, json!({ "data": { "ciphertext": "of tomorrow" } })),
        Manner::Well | Manner::Silent => {}
    }
    if token != state.token {
        return errors(403, "permission denied");
    }
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    let context = BASE64.decode(text("context")).unwrap();
    let parts: Vec<_> = path.trim_start_matches("/v1/transit/").split('/').collect();
    match parts.as_slice() {
        ["keys", KEY] => {
            let latest_version = state.versions.len();
            (200, json!({ "data": { "derived": state.derived, "latest_version": latest_version } }))
        }
        ["encrypt", KEY] => encrypted(state, &context, BASE64.decode(text("plaintext")).unwrap()),
        ["decrypt", KEY] => match decrypted(state, &context, &text("ciphertext")) {
            Ok(plain) => (200, json!({ "data": { "plaintext": BASE64.encode(plain) } })),
            Err(error) => errors(400, error),
        },
        ["rewrap", KEY] => match decrypted(state, &context, &text("ciphertext")) {
            Ok(plain) => encrypted(state, &context, plain),
            Err(error) => errors(400, error),
        },
        [_, _] => errors(400, "encryption key not found"),
        _ => errors(404, "no handler for route"),
    }
}

/// Without derivation the context does not matter, as in the real engine.
fn key(state: &State, version: usize, context: &[u8]) -> LessSafeKey {
    let mut key = state.versions[version - 1];
    if state.derived {
        let derive = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
        key.copy_from_slice(ring::hmac::sign(&derive, context).as_ref());
    }
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap())
}

fn encrypted(state: &State, context: &[u8], mut plain: Vec<u8>) -> (u16, Value) {
    let (version, nonce) = (state.versions.len(), random::<12>());
    let sealing = Nonce::assume_unique_for_key(nonce);
    key(state, version, context)
        .seal_in_place_append_tag(sealing, Aad::empty(), &mut plain)
        .unwrap();
    let bytes = BASE64.encode([&nonce[..], &plain].concat());
    let ciphertext = format!("vault:v{version}:{bytes}");
    (200, json!({ "data": { "ciphertext": ciphertext, "key_version": version } }))
}

fn decrypted(state: &State, context: &[u8], text: &str) -> Result<Vec<u8>, &'static str> {
    let malformed = "invalid ciphertext: no prefix";
    let (version, bytes) =
        text.strip_prefix("vault:v").and_then(|rest| rest.split_once(':')).ok_or(malformed)?;
    let version: usize = version.parse().map_err(|_| malformed)?;
    if version > state.versions.len() {
        return Err("invalid ciphertext: version is too new");
    }
    if version < state.min_decryption_version {
        return Err("ciphertext or signature version is disallowed by policy (too old)");
    }
    let mut bytes = BASE64.decode(bytes).map_err(|_| malformed)?;
    let nonce = Nonce::try_assume_unique_for_key(&bytes[..12]).unwrap();
    let opened = key(state, version, context).open_in_place(nonce, Aad::empty(), &mut bytes[12..]);
    opened.map(|plain| plain.to_vec()).map_err(|_| "cipher: message authentication failed")
}
