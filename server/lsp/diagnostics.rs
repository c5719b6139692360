//! Owns diagnostics: pushed on a thread of its own, or answered when the client asks; never both for one client.
//!
//! There is no delay. The thread takes the newest version of a document that is due; versions that came and went meanwhile are never
//! computed, and one that is no longer current when it is ready is not published.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use dashmap::DashMap;
use serde::Serialize;
use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, PublishDiagnosticsParams,
    Url,
};

use super::capabilities::Capabilities;
use super::convert;
use super::documents::{Documents, OpenDocument};
use super::due::Due;
use super::transport::{Outbox, framed};
use super::{log, shell};
use crate::analysis;
use crate::rules::{Finding, Severity, Tag};
use crate::shellcheck::ShellCheck;

/// Publishes diagnostics to a client that does not ask for them.
pub struct Publisher {
    due: Due,
    documents: Arc<Documents>,
    outbox: Arc<Outbox>,
    shellcheck: Arc<ShellCheck>,
}

impl Publisher {
    /// A publisher with nothing to do.
    pub fn new(documents: Arc<Documents>, outbox: Arc<Outbox>, shellcheck: Arc<ShellCheck>) -> Self {
        Self { due: Due::default(), documents, outbox, shellcheck }
    }

    /// Begins to publish for such a client.
    pub fn start(self: &Arc<Self>, client: Capabilities) {
        let publisher = Arc::clone(self);
        std::thread::spawn(move || {
            loop {
                let uri = publisher.due.next();
                if catch_unwind(AssertUnwindSafe(|| publisher.publish(&uri, &client))).is_err() {
                    log(&format!("a panic in the diagnostics of {uri}"));
                }
            }
        });
    }

    /// A document has changed, or was closed.
    pub fn due(&self, uri: &Url) {
        self.due.add(uri);
    }

    fn publish(&self, uri: &Url, client: &Capabilities) {
        let params = match self.documents.get(uri) {
            None => PublishDiagnosticsParams { uri: uri.clone(), diagnostics: Vec::new(), version: None },
            Some(document) if !document.in_sync => return,
            Some(document) => {
                document.analysis();
                // The findings are the other half of the work, so it is worth looking twice.
                if !self.documents.is_current(&document) {
                    return;
                }
                let diagnostics = of(&document, client, &self.shellcheck);
                if !self.documents.is_current(&document) {
                    return;
                }
                PublishDiagnosticsParams { uri: uri.clone(), diagnostics, version: Some(document.version) }
            }
        };
        let message = Notification { jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params };
        match serde_json::to_vec(&message) {
            Ok(body) => self.outbox.publish(uri, framed(&body)),
            Err(error) => log(&format!("diagnostics that cannot be written: {error}")),
        }
    }
}

/// The message as it is written: it does not go through tower-lsp, which would queue each one.
#[derive(Serialize)]
struct Notification {
    jsonrpc: &'static str,
    method: &'static str,
    params: PublishDiagnosticsParams,
}

/// The diagnostics of a document, with what ShellCheck is known to say if that is wanted.
pub fn of(document: &OpenDocument, client: &Capabilities, shellcheck: &ShellCheck) -> Vec<Diagnostic> {
    let shell = shell::findings(document, shellcheck);
    document.analysis().findings().iter().chain(&shell).map(|finding| to_lsp(finding, document, client)).collect()
}

/// The address of a finding's page. Reading an address costs more than all else about a finding, so each is read once.
fn page(finding: &Finding) -> Option<Url> {
    static KNOWN: LazyLock<DashMap<String, Option<Url>>> = LazyLock::new(DashMap::new);
    let code = analysis::code(finding);
    if let Some(known) = KNOWN.get(code) {
        return known.clone();
    }
    let url = Url::parse(&analysis::page(finding)).ok();
    KNOWN.insert(code.to_owned(), url.clone());
    url
}

fn to_lsp(finding: &Finding, document: &OpenDocument, client: &Capabilities) -> Diagnostic {
    let range = |span| convert::range(document.source().rope(), span, client.encoding);
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: document.uri.clone(), range: range(related.span) },
        message: related.message.clone(),
    });
    let tag = finding.tag.map(|tag| match tag {
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
    });
    Diagnostic {
        range: range(finding.span),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Information => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(analysis::code(finding).to_owned())),
        code_description: page(finding).map(|href| CodeDescription { href }),
        source: Some(if analysis::is_shellcheck(finding) { "shellcheck" } else { "stagewright" }.to_owned()),
        message: finding.message.clone(),
        related_information: (client.related_information && !finding.related.is_empty()).then(|| related.collect()),
        tags: tag.filter(|_| client.tags).map(|tag| vec![tag]),
        data: None,
    }
}
