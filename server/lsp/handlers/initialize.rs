//! Owns `initialize` and `initialized`: who the client is, and what it is told.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{InitializeParams, InitializeResult, Url};

use crate::lsp::capabilities::Capabilities;
use crate::lsp::log;
use crate::lsp::session::Session;

/// Begins the session. The guard has wrapped what the client sent, as it is, into `initializationOptions`.
pub fn initialize(session: &Arc<Session>, params: InitializeParams) -> Result<InitializeResult> {
    let params = params.initialization_options.unwrap_or_default();
    let capabilities = session.capabilities.get_or_init(|| Capabilities::parse(&params["capabilities"]));
    if let Some(process) = params["processId"].as_u64().and_then(|id| u32::try_from(id).ok()) {
        session.lifetime.watch_parent(process);
    }
    session.settings.set_roots(roots(&params));
    session.settings.set_editor(&params["initializationOptions"]);
    if !capabilities.pulls_diagnostics {
        session.publisher.start(capabilities.clone());
    }
    Ok(capabilities.announcement())
}

/// Registers what the client lets servers register.
pub fn initialized(session: &Arc<Session>) {
    session.show_complaints();
    let registrations = session.capabilities().registrations();
    if registrations.is_empty() {
        return;
    }
    let client = session.client.clone();
    tokio::spawn(async move {
        if let Err(error) = client.register_capability(registrations).await {
            log(&format!("the client registers nothing: {error}"));
        }
    });
}

/// The workspace folders, or what older clients send instead of them.
fn roots(params: &Value) -> Vec<PathBuf> {
    let path = |value: &Value| value.as_str().and_then(|uri| Url::parse(uri).ok()).and_then(|uri| uri.to_file_path().ok());
    match params["workspaceFolders"].as_array() {
        Some(folders) => folders.iter().filter_map(|folder| path(&folder["uri"])).collect(),
        None => path(&params["rootUri"]).or_else(|| params["rootPath"].as_str().map(PathBuf::from)).into_iter().collect(),
    }
}
