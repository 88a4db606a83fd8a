//! TLS in front of a PostgreSQL server: the programs that are fetched are built without.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::Certificate;

/// By which a client of PostgreSQL asks for TLS.
const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Takes only connections with TLS 1.3, and hands on what they say.
pub struct PostgresTls {
    port: u16,
    serving: JoinHandle<()>,
}

impl PostgresTls {
    /// # Panics
    /// If it cannot be served, or the certificate is none.
    pub async fn start(certificate: &Certificate, postgres: u16) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(certificate.server()));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hand_on(stream, acceptor.clone(), postgres));
            }
        });
        Self { port, serving }
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for PostgresTls {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn hand_on(
    mut caller: TcpStream,
    acceptor: TlsAcceptor,
    postgres: u16,
) -> std::io::Result<()> {
    let mut asked = [0; REQUEST.len()];
    caller.read_exact(&mut asked).await?;
    if asked != REQUEST {
        return Ok(());
    }
    caller.write_all(b"S").await?;
    let mut caller = acceptor.accept(caller).await?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, postgres));
    let mut server = TcpStream::connect(address).await?;
    copy_bidirectional(&mut caller, &mut server).await.map(|_| ())
}
