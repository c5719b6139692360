//! Owns `textDocument/didOpen`.

use tower_lsp::lsp_types::DidOpenTextDocumentParams;

use crate::lsp::session::Session;

/// Opens a document. Only now is anything read from its folder.
pub fn did_open(session: &Session, params: DidOpenTextDocumentParams) {
    let document = params.text_document;
    let surroundings = session.settings.surroundings(&document.uri);
    session.documents.open(document.uri.clone(), document.version, &document.text, surroundings);
    session.changed(&document.uri);
    session.show_complaints();
}
