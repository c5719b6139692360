//! Owns `textDocument/didClose`.

use tower_lsp::lsp_types::DidCloseTextDocumentParams;

use crate::lsp::session::Session;

/// Closes a document; a client that is pushed diagnostics is told that there are none.
pub fn did_close(session: &Session, params: &DidCloseTextDocumentParams) {
    session.documents.close(&params.text_document.uri);
    session.changed(&params.text_document.uri);
}
