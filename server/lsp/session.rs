//! Owns `Session`: what all handlers share.

use std::sync::{Arc, OnceLock};

use serde_json::Value;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ConfigurationItem, MessageType, Url};

use super::capabilities::Capabilities;
use super::diagnostics::Publisher;
use super::documents::{Documents, OpenDocument};
use super::lifetime::Lifetime;
use super::log;
use super::settings::ConfigStore;
use super::shell::ShellWorker;
use super::transport::Outbox;
use crate::shellcheck::ShellCheck;

/// One client's session, from `initialize` to `exit`.
pub struct Session {
    /// For requests to the client. They are spawned, never awaited in a handler: the answer may stand behind the very request that waits for it.
    pub client: Client,
    /// What the client can do.
    pub capabilities: OnceLock<Capabilities>,
    /// The open documents.
    pub documents: Arc<Documents>,
    /// Their configuration.
    pub settings: ConfigStore,
    /// What ShellCheck has said so far.
    pub shellcheck: Arc<ShellCheck>,
    shell: Arc<ShellWorker>,
    /// Pushes diagnostics, if the client wants that.
    pub publisher: Arc<Publisher>,
    /// When to end.
    pub lifetime: Arc<Lifetime>,
}

impl Session {
    /// A session that has not begun.
    pub fn new(client: Client, outbox: Arc<Outbox>, lifetime: Arc<Lifetime>) -> Self {
        let documents = Arc::new(Documents::default());
        let shellcheck = Arc::new(ShellCheck::find());
        let publisher = Arc::new(Publisher::new(Arc::clone(&documents), outbox, Arc::clone(&shellcheck)));
        let shell = Arc::new(ShellWorker::new(Arc::clone(&documents), Arc::clone(&shellcheck)));
        Self { client, capabilities: OnceLock::new(), documents, settings: ConfigStore::default(), shellcheck, shell, publisher, lifetime }
    }

    /// What the client can do. The service lets no handler but `initialize` run before this is known.
    pub fn capabilities(&self) -> &Capabilities {
        self.capabilities.get_or_init(|| Capabilities::parse(&Value::Null))
    }

    /// A document was opened, changed or closed.
    pub fn changed(&self, uri: &Url) {
        if !self.capabilities().pulls_diagnostics {
            self.publisher.due(uri);
        }
        self.shell.due(uri, || self.show_later());
    }

    /// What brings diagnostics that come later to the client.
    fn show_later(&self) -> Box<dyn Fn(&Url) + Send> {
        if !self.capabilities().pulls_diagnostics {
            let publisher = Arc::clone(&self.publisher);
            return Box::new(move |uri| publisher.due(uri));
        }
        let (client, runtime) = (self.client.clone(), Handle::try_current().ok());
        let refreshes = self.capabilities().refreshes_diagnostics;
        Box::new(move |_| {
            if let Some(runtime) = runtime.as_ref().filter(|_| refreshes) {
                runtime.spawn(refresh(client.clone()));
            }
        })
    }

    /// Reads the configuration and the folders of all documents again.
    pub fn reconfigure(&self) {
        for uri in self.documents.uris() {
            self.documents.surround(&uri, self.settings.surroundings(&uri));
            self.changed(&uri);
        }
        self.show_complaints();
        let capabilities = self.capabilities();
        if capabilities.pulls_diagnostics && capabilities.refreshes_diagnostics {
            tokio::spawn(refresh(self.client.clone()));
        }
    }

    /// Tells the user what is wrong with the configuration.
    pub fn show_complaints(&self) {
        for complaint in self.settings.take_complaints() {
            log(&complaint);
            let client = self.client.clone();
            tokio::spawn(async move { client.show_message(MessageType::WARNING, complaint).await });
        }
    }

    /// Asks the client for its settings.
    pub fn pull_configuration(self: &Arc<Self>) {
        let session = Arc::clone(self);
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("stagewright".to_owned()) };
            match session.client.configuration(vec![item]).await {
                Ok(values) => {
                    let own = serde_json::json!({ "stagewright": values.into_iter().next().unwrap_or_default() });
                    if session.settings.set_editor(&own) {
                        session.reconfigure();
                    }
                }
                Err(error) => log(&format!("the client does not tell its settings: {error}")),
            }
        });
    }

    /// Answers a question about the version of a document that is current now. Nothing is said about a document that is not open or not in sync.
    pub async fn answer<T: Send + 'static>(
        self: &Arc<Self>,
        uri: &Url,
        question: impl FnOnce(&OpenDocument, &Capabilities) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(document) = self.documents.get(uri).filter(|document| document.in_sync) else { return Ok(None) };
        if document.is_quick() {
            return Ok(question(&document, self.capabilities()));
        }
        // Meanwhile further messages are read, and the question can be cancelled.
        let session = Arc::clone(self);
        let answer = tokio::task::spawn_blocking(move || question(&document, session.capabilities())).await;
        answer.map_err(|_| Error::internal_error())
    }
}

async fn refresh(client: Client) {
    if let Err(error) = client.workspace_diagnostic_refresh().await {
        log(&format!("the client does not refresh its diagnostics: {error}"));
    }
}
