//! Owns what the client can do, parsed once, and what the server announces to it.

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities, HoverProviderCapability,
    InitializeResult, OneOf, Registration, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::convert::Encoding;

/// The kind of the action that applies all safe fixes.
pub const FIX_ALL: &str = "source.fixAll.stagewright";

/// What the client can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What its columns count.
    pub encoding: Encoding,
    /// Hovers may be Markdown.
    pub markdown: bool,
    /// Definitions may say what was clicked on.
    pub definition_links: bool,
    /// Code actions may be more than commands.
    pub action_literals: bool,
    /// Edits may name the version that they are meant for.
    pub document_changes: bool,
    /// It asks for diagnostics, so none are pushed.
    pub pulls_diagnostics: bool,
    /// It can be told to ask for diagnostics again.
    pub refreshes_diagnostics: bool,
    /// Diagnostics may point at other places.
    pub related_information: bool,
    /// Diagnostics may be faded or struck through.
    pub tags: bool,
    /// It answers `workspace/configuration`.
    pub answers_configuration: bool,
    registers_configuration: bool,
    registers_watchers: bool,
}

impl Capabilities {
    /// Reads the `capabilities` of `initialize`. What is missing or unreadable cannot be done.
    pub fn parse(client: &Value) -> Self {
        let flag = |path: &str| client.pointer(path).and_then(Value::as_bool) == Some(true);
        let has = |path: &str| client.pointer(path).is_some_and(|value| !value.is_null());
        let lists = |path: &str, wanted: &str| {
            client.pointer(path).and_then(Value::as_array).is_some_and(|names| names.iter().any(|name| name.as_str() == Some(wanted)))
        };
        // Offsets are bytes inside, so UTF-8 is the cheapest. A client that says nothing counts UTF-16.
        let offers = |encoding: &str| lists("/general/positionEncodings", encoding);
        let encoding = match () {
            () if offers("utf-8") => Encoding::Utf8,
            () if offers("utf-32") && !offers("utf-16") => Encoding::Utf32,
            () => Encoding::Utf16,
        };
        Self {
            encoding,
            markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            definition_links: flag("/textDocument/definition/linkSupport"),
            action_literals: has("/textDocument/codeAction/codeActionLiteralSupport"),
            document_changes: flag("/workspace/workspaceEdit/documentChanges"),
            pulls_diagnostics: has("/textDocument/diagnostic"),
            // The protocol says `diagnostics`, and so does VS Code; Helix says `diagnostic`.
            refreshes_diagnostics: flag("/workspace/diagnostics/refreshSupport") || flag("/workspace/diagnostic/refreshSupport"),
            related_information: flag("/textDocument/publishDiagnostics/relatedInformation") || flag("/textDocument/diagnostic/relatedInformation"),
            tags: has("/textDocument/publishDiagnostics/tagSupport") || has("/textDocument/diagnostic/tagSupport"),
            answers_configuration: flag("/workspace/configuration"),
            registers_configuration: flag("/workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watchers: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }

    /// What the server says in return.
    pub fn announcement(&self) -> InitializeResult {
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(FIX_ALL)]),
            ..CodeActionOptions::default()
        };
        let capabilities = ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            code_action_provider: self.action_literals.then_some(CodeActionProviderCapability::Options(actions)),
            diagnostic_provider: self.pulls_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("stagewright".to_owned()),
                    ..DiagnosticOptions::default()
                })
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        };
        let info = ServerInfo { name: "stagewright".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        InitializeResult { capabilities, server_info: Some(info) }
    }

    /// What is registered after `initialized`: only what the client announced.
    pub fn registrations(&self) -> Vec<Registration> {
        let mut registrations = Vec::new();
        let mut register = |method: &str, options: Value| {
            registrations.push(Registration { id: format!("stagewright {method}"), method: method.to_owned(), register_options: Some(options) });
        };
        if self.registers_configuration {
            register("workspace/didChangeConfiguration", json!({ "section": "stagewright" }));
        }
        if self.registers_watchers {
            // What configuration and rules read beside a Dockerfile.
            const NAMES: [&str; 4] = [
                "**/{stagewright.toml,.hadolint.yaml,.hadolint.yml,.dockerignore}",
                "**/*.dockerignore",
                "**/{package.json,package-lock.json,yarn.lock,pnpm-lock.yaml,go.mod,Cargo.toml}",
                "**/{compose,docker-compose}.{yaml,yml}",
            ];
            let globs = NAMES.map(|glob| json!({ "globPattern": glob }));
            register("workspace/didChangeWatchedFiles", json!({ "watchers": globs }));
        }
        registrations
    }
}
