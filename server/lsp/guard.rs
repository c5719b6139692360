//! Owns `Guard`, the service round tower-lsp's own: order of arrival, panics, and messages that it would refuse without need.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::lsp_types as lsp;
use tower_service::Service;

use super::lifetime::Lifetime;
use super::log;

type Outcome = Result<Option<Response>, ExitedError>;
type Answer = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// The service round another one.
pub struct Guard<S> {
    inner: S,
    lifetime: Arc<Lifetime>,
}

impl<S> Guard<S> {
    /// Guards a service.
    pub fn new(inner: S, lifetime: Arc<Lifetime>) -> Self {
        Self { inner, lifetime }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Answer {
        let request = self.prepared(request);
        let (method, id) = (request.method().to_owned(), request.id().cloned());
        let answer: Answer = match catch_unwind(AssertUnwindSafe(|| self.inner.call(request))) {
            Ok(answer) => Box::pin(answer),
            Err(panic) => Box::pin(std::future::ready(Ok(apology(&method, id.as_ref(), &*panic)))),
        };
        let mut answer = Caught { answer, method, id };
        // tower-lsp polls handlers in any order, but what runs before a handler's first wait runs here, in the order of arrival: edits are applied,
        // snapshots are taken, requests are cancelled. The waker may be idle, as a future that is not ready is polled again by the caller.
        match Pin::new(&mut answer).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Box::pin(std::future::ready(outcome)),
            Poll::Pending => Box::pin(answer),
        }
    }
}

impl<S> Guard<S> {
    /// The request in the form that tower-lsp takes.
    fn prepared(&self, request: Request) -> Request {
        match request.method() {
            "shutdown" => {
                self.lifetime.note_shutdown();
                // `"params": null` is what many clients send, and tower-lsp refuses it.
                without_params(request)
            }
            "exit" => {
                self.lifetime.note_end_of_input();
                request
            }
            "initialize" => wrapped_initialize(request),
            "initialized" => with_params(request, json!({})),
            _ => {
                if request.id().is_none()
                    && let Err(error) = check_notification(request.method(), request.params().unwrap_or(&Value::Null))
                {
                    log(&format!("a {} with parameters that cannot be read: {error}", request.method()));
                    if request.method() == "textDocument/didChange" {
                        return impossible_change(request);
                    }
                }
                request
            }
        }
    }
}

fn without_params(request: Request) -> Request {
    let (method, id, _) = request.into_parts();
    let builder = Request::build(method);
    if let Some(id) = id { builder.id(id).finish() } else { builder.finish() }
}

fn with_params(request: Request, params: Value) -> Request {
    let (method, id, _) = request.into_parts();
    let builder = Request::build(method).params(params);
    if let Some(id) = id { builder.id(id).finish() } else { builder.finish() }
}

/// Puts the parameters of `initialize` as they are where lsp-types leaves them alone. Its own types know neither every capability under the name
/// that clients send, nor every value, and a value they do not know would refuse the whole client.
fn wrapped_initialize(request: Request) -> Request {
    let params = request.params().cloned().unwrap_or_default();
    with_params(request, json!({ "capabilities": {}, "initializationOptions": params }))
}

/// A change that cannot be read leaves the text unknown, as an impossible edit does: the document waits for its full text.
fn impossible_change(request: Request) -> Request {
    let document = request.params().map(|params| &params["textDocument"]);
    let uri = document.map_or(Value::Null, |document| document["uri"].clone());
    let version = document.and_then(|document| document["version"].as_i64()).unwrap_or_default();
    let backwards = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 0, "character": 0 } });
    let changes = json!([{ "range": backwards, "text": "" }]);
    with_params(request, json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }))
}

/// tower-lsp drops a notification with bad parameters without a word, so the ones that matter are read once more.
fn check_notification(method: &str, params: &Value) -> Result<(), serde_json::Error> {
    match method {
        "textDocument/didOpen" => lsp::DidOpenTextDocumentParams::deserialize(params).map(drop),
        "textDocument/didChange" => lsp::DidChangeTextDocumentParams::deserialize(params).map(drop),
        "textDocument/didClose" => lsp::DidCloseTextDocumentParams::deserialize(params).map(drop),
        "textDocument/didSave" => lsp::DidSaveTextDocumentParams::deserialize(params).map(drop),
        "workspace/didChangeConfiguration" => lsp::DidChangeConfigurationParams::deserialize(params).map(drop),
        "workspace/didChangeWatchedFiles" => lsp::DidChangeWatchedFilesParams::deserialize(params).map(drop),
        _ => Ok(()),
    }
}

/// A handler whose panic ends nothing but itself.
struct Caught {
    answer: Answer,
    method: String,
    id: Option<Id>,
}

impl Future for Caught {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        match catch_unwind(AssertUnwindSafe(|| self.answer.as_mut().poll(cx))) {
            Ok(poll) => poll,
            Err(panic) => Poll::Ready(Ok(apology(&self.method, self.id.as_ref(), &*panic))),
        }
    }
}

fn apology(method: &str, id: Option<&Id>, panic: &(dyn Any + Send)) -> Option<Response> {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    log(&format!("a panic in {method}: {what}"));
    id.map(|id| Response::from_error(id.clone(), Error::internal_error()))
}
