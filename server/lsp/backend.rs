//! Owns the `LanguageServer` implementation: one line per method, no logic.

use std::sync::Arc;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeActionParams, CodeActionResponse, DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams,
};

use super::handlers as on;
use super::session::Session;

/// Delegates each method to its handler.
pub struct Backend {
    session: Arc<Session>,
}

impl Backend {
    /// A backend for a session.
    pub fn new(session: Session) -> Self {
        Self { session: Arc::new(session) }
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        on::initialize::initialize(&self.session, params)
    }

    async fn initialized(&self, _: InitializedParams) {
        on::initialize::initialized(&self.session);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        on::did_open::did_open(&self.session, params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        on::did_change::did_change(&self.session, params);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        on::did_save::did_save(&self.session, &params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        on::did_close::did_close(&self.session, &params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        on::did_change_configuration::did_change_configuration(&self.session, &params);
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.session.reconfigure();
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        on::did_change_workspace_folders::did_change_workspace_folders(&self.session, &params);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        on::hover::hover(&self.session, params).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        on::definition::definition(&self.session, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        on::code_action::code_action(&self.session, params).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        on::diagnostic::diagnostic(&self.session, params).await
    }
}
