//! Owns `workspace/didChangeConfiguration`.

use std::sync::Arc;

use tower_lsp::lsp_types::DidChangeConfigurationParams;

use crate::lsp::session::Session;

/// Takes new settings, or asks for them if the client only says that there are some.
pub fn did_change_configuration(session: &Arc<Session>, params: &DidChangeConfigurationParams) {
    if params.settings.is_null() && session.capabilities().answers_configuration {
        session.pull_configuration();
    } else if session.settings.set_editor(&params.settings) {
        session.reconfigure();
    }
}
