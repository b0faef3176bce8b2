//! The built app on a plain static file server, under a path of its own, as it would be hosted.

use anyhow::{Result, ensure};
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::get,
};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tower_http::services::ServeDir;

use crate::process::repository;

/// A running file server; it stops when dropped.
#[derive(Debug)]
pub struct Site {
    port: u16,
    base: String,
    served: Served,
    server: JoinHandle<()>,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedFile {
    /// Path and query.
    pub path: String,
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type` of the answer; empty if it had none.
    pub content_type: String,
}

type Served = Arc<Mutex<Vec<ServedFile>>>;

impl Site {
    /// Serves the release build in `dist/` under `base`, for example `/some/base`.
    pub async fn of_the_app(base: &str) -> Result<Self> {
        let folder = repository().join("dist");
        ensure!(
            folder.join("index.html").is_file(),
            "dist/index.html is missing; run make build"
        );
        Self::start(&folder, base).await
    }

    /// Serves the release build in `dist/` under `base` as a host would that has lost the file `missing`.
    pub async fn of_the_app_without(missing: &str, base: &str) -> Result<Self> {
        let folder = repository().join("dist");
        ensure!(folder.join(missing).is_file(), "dist/{missing} does not exist at all");
        let lost = Router::new().route(
            &format!("{base}/{missing}"),
            get(|| std::future::ready(StatusCode::NOT_FOUND)),
        );
        Self::serve(lost, &folder, base).await
    }

    /// Serves a folder under `base`, which begins with `/` and does not end with one.
    pub async fn start(folder: &Path, base: &str) -> Result<Self> {
        Self::serve(Router::new(), folder, base).await
    }

    async fn serve(exceptions: Router, folder: &Path, base: &str) -> Result<Self> {
        let served = Served::default();
        let router = exceptions
            .nest_service(base, ServeDir::new(folder))
            .layer(from_fn_with_state(Arc::clone(&served), record));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the site stopped: {error}");
            }
        });
        Ok(Self {
            port,
            base: base.to_owned(),
            served,
            server,
        })
    }

    /// The address of the start page.
    pub fn address(&self) -> String {
        format!("{}{}/", self.origin(), self.base)
    }

    /// Where the server listens.
    pub fn listens_at(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// The path under which the app is hosted.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The origin, without a slash at the end.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Everything that was asked for so far.
    pub fn served(&self) -> Vec<ServedFile> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn record(State(served): State<Served>, request: Request, next: Next) -> Response {
    let path = request.uri().to_string();
    let response = next.run(request).await;
    let content_type = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    served.lock().unwrap_or_else(PoisonError::into_inner).push(ServedFile {
        path,
        status: response.status().as_u16(),
        content_type: content_type.to_owned(),
    });
    response
}
