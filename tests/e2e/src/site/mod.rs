//! The built app on a plain static file server, under a path of its own, as it would be hosted.

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};
use tower_http::services::ServeDir;

use crate::{browser::PATIENCE, process::repository};

/// A running file server; it stops when dropped.
#[derive(Debug)]
pub struct Site {
    port: u16,
    base: String,
    served: Served,
    trouble: watch::Sender<Option<Trouble>>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

/// What a host does to some requests instead of answering them, until [`Site::mend`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Workers do not get their script (404).
    NoWorkers,
    /// Files whose names begin so are not answered yet.
    Holds(&'static str),
    /// Files whose names begin so cannot be had (503).
    Fails(&'static str),
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

    /// Serves the release build in `dist/` under `base` as a host would that has trouble.
    pub async fn of_the_app_with(trouble: Trouble, base: &str) -> Result<Self> {
        let site = Self::of_the_app(base).await?;
        site.trouble.send_replace(Some(trouble));
        Ok(site)
    }

    /// Serves a folder under `base`, which begins with `/` and does not end with one.
    pub async fn start(folder: &Path, base: &str) -> Result<Self> {
        Self::start_with(folder, base, HeaderMap::new()).await
    }

    /// Serves a folder with further headers in every answer.
    pub async fn start_with(folder: &Path, base: &str, headers: HeaderMap) -> Result<Self> {
        let served = Served::default();
        let (trouble, troubled) = watch::channel(None);
        let (stop, mut stopped) = watch::channel(false);
        let router = Router::new()
            .nest_service(base, ServeDir::new(folder))
            .layer(from_fn_with_state(Arc::new(headers), add_headers))
            .layer(from_fn_with_state(troubled, be_troubled))
            .layer(from_fn_with_state(Arc::clone(&served), record));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let server = tokio::spawn(async move {
            let end = async move {
                // Fails if the site is dropped, which is an end as well.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(end).await {
                eprintln!("the site stopped: {error}");
            }
        });
        Ok(Self {
            port,
            base: base.to_owned(),
            served,
            trouble,
            stop,
            server,
        })
    }

    /// Ends the trouble; what was held is answered.
    pub fn mend(&self) {
        self.trouble.send_replace(None);
    }

    /// Stops listening and ends all connections.
    pub async fn stop(&mut self) -> Result<()> {
        self.mend();
        self.stop.send_replace(true);
        timeout(PATIENCE, &mut self.server)
            .await
            .context("connections do not end")??;
        ensure!(
            TcpStream::connect(self.listens_at()).await.is_err(),
            "somebody still listens at {}",
            self.listens_at()
        );
        Ok(())
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

async fn be_troubled(
    State(mut trouble): State<watch::Receiver<Option<Trouble>>>,
    request: Request,
    next: Next,
) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let begins = |beginning| name.starts_with(beginning);
    let destination = request.headers().get("sec-fetch-dest");
    let of_a_worker = destination.is_some_and(|destination| destination == "worker");
    let held = loop {
        let present = *trouble.borrow_and_update();
        match present {
            Some(Trouble::Holds(beginning)) if begins(beginning) => {}
            other => break other,
        }
        if trouble.changed().await.is_err() {
            break None;
        }
    };
    match held {
        Some(Trouble::NoWorkers) if of_a_worker => return StatusCode::NOT_FOUND.into_response(),
        Some(Trouble::Fails(beginning)) if begins(beginning) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => {}
    }
    let mut response = next.run(request).await;
    if held == Some(Trouble::NoWorkers) {
        // The page has the same script, and a worker is to ask for it all the same.
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn add_headers(State(headers): State<Arc<HeaderMap>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().extend((*headers).clone());
    response
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
