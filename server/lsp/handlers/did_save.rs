//! Owns `textDocument/didSave`.

use tower_lsp::lsp_types::DidSaveTextDocumentParams;

use crate::lsp::session::Session;

/// Looks at the folder again: not every client watches files, and a save is a moment at which nobody minds.
pub fn did_save(session: &Session, params: &DidSaveTextDocumentParams) {
    let uri = &params.text_document.uri;
    session.documents.surround(uri, session.settings.surroundings(uri));
    session.changed(uri);
    session.show_complaints();
}
