//! Owns `textDocument/diagnostic`.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use crate::lsp::diagnostics;
use crate::lsp::session::Session;

/// The diagnostics of a document, or the word that they are the same as before.
pub async fn diagnostic(session: &Arc<Session>, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
    let previous = params.previous_result_id;
    let shellcheck = Arc::clone(&session.shellcheck);
    let report = session
        .answer(&params.text_document.uri, move |document, client| {
            // ShellCheck answers later, without a change of the document.
            let id = if document.config().shellcheck { format!("{}.{}", document.serial, shellcheck.changes()) } else { document.serial.to_string() };
            if previous.as_ref() == Some(&id) {
                let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id: id };
                let report = RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report };
                return Some(DocumentDiagnosticReport::Unchanged(report));
            }
            Some(full(FullDocumentDiagnosticReport { result_id: Some(id), items: diagnostics::of(document, client, &shellcheck) }))
        })
        .await?;
    Ok(DocumentDiagnosticReportResult::Report(report.unwrap_or_else(|| full(FullDocumentDiagnosticReport::default()))))
}

fn full(full_document_diagnostic_report: FullDocumentDiagnosticReport) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report })
}
