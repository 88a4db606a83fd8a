//! A file whose parsed content follows the file: keys and tokens are rotated without a restart.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::telemetry::chain;

const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The content of a file, read again when it changes. The last good content is kept.
#[derive(Debug)]
pub(crate) struct WatchedFile<T>(watch::Receiver<Arc<T>>);

impl<T> Clone for WatchedFile<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// A file that has to be there cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("reading {path}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("understanding {path}")]
    Parse { path: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
}

impl<T: Send + Sync + 'static> WatchedFile<T> {
    /// Reads the file now, and then as long as anybody holds the result.
    pub(crate) async fn open<E>(
        path: &Path,
        parse: fn(&[u8]) -> Result<T, E>,
    ) -> Result<Self, FileError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let path = path.to_owned();
        let bytes = read(&path).await?;
        let (sender, receiver) = watch::channel(Arc::new(understand(&path, &bytes, parse)?));
        tokio::spawn(follow(path, bytes, parse, sender));
        Ok(Self(receiver))
    }

    pub(crate) fn get(&self) -> Arc<T> {
        self.0.borrow().clone()
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    tokio::fs::read(path).await.map_err(|source| FileError::Read { path: path.to_owned(), source })
}

fn understand<T, E>(
    path: &Path,
    bytes: &[u8],
    parse: fn(&[u8]) -> Result<T, E>,
) -> Result<T, FileError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    parse(bytes).map_err(|source| FileError::Parse { path: path.to_owned(), source: source.into() })
}

async fn follow<T, E>(
    path: PathBuf,
    mut known: Vec<u8>,
    parse: fn(&[u8]) -> Result<T, E>,
    sender: watch::Sender<Arc<T>>,
) where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let mut readable = true;
    loop {
        tokio::select! {
            () = sender.closed() => return,
            _ = looks.tick() => {}
        }
        let news = match read(&path).await {
            Ok(bytes) if bytes == known => {
                readable = true;
                continue;
            }
            Ok(bytes) => {
                known = bytes;
                understand(&path, &known, parse)
            }
            Err(_) if !readable => continue,
            Err(error) => {
                readable = false;
                Err(error)
            }
        };
        match news {
            Ok(content) => {
                tracing::info!(path = %path.display(), "a changed file was taken over");
                sender.send_replace(Arc::new(content));
            }
            Err(error) => {
                tracing::error!(error = %chain(&error), "a changed file is unusable; its last content stays");
            }
        }
    }
}
