//! Owns `textDocument/didChange`.

use tower_lsp::lsp_types::DidChangeTextDocumentParams;

use crate::lsp::log;
use crate::lsp::session::Session;

/// Applies the changes at once; nothing here may wait, or edits would be applied out of order.
pub fn did_change(session: &Session, params: DidChangeTextDocumentParams) {
    let document = params.text_document;
    match session.documents.change(&document.uri, document.version, params.content_changes, session.capabilities().encoding) {
        Some(before) => {
            session.changed(&document.uri);
            // Giving back the memory of a large version takes time, and the publisher is at work by now.
            drop(before);
        }
        None => log(&format!("a change to {}, which is not open", document.uri)),
    }
}
