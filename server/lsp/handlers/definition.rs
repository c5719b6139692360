//! Owns `textDocument/definition`.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink};

use crate::lsp::convert;
use crate::lsp::session::Session;

/// Where the name at a position is defined.
pub async fn definition(session: &Arc<Session>, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
    let at = params.text_document_position_params;
    session
        .answer(&at.text_document.uri, move |document, client| {
            let rope = document.source().rope();
            let range = |span| convert::range(rope, span, client.encoding);
            let found = document.analysis().definition(convert::offset(rope, at.position, client.encoding))?;
            let uri = document.uri.clone();
            if !client.definition_links {
                return Some(GotoDefinitionResponse::Scalar(Location { uri, range: range(found.selection) }));
            }
            let link = LocationLink {
                origin_selection_range: Some(range(found.origin)),
                target_uri: uri,
                target_range: range(found.target),
                target_selection_range: range(found.selection),
            };
            Some(GotoDefinitionResponse::Link(vec![link]))
        })
        .await
}
