//! Owns `workspace/didChangeWorkspaceFolders`.

use std::path::PathBuf;

use tower_lsp::lsp_types::{DidChangeWorkspaceFoldersParams, WorkspaceFolder};

use crate::lsp::session::Session;

/// Notes the folders, which bound the search for configuration files.
pub fn did_change_workspace_folders(session: &Session, params: &DidChangeWorkspaceFoldersParams) {
    let paths = |folders: &[WorkspaceFolder]| folders.iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect::<Vec<PathBuf>>();
    session.settings.change_roots(paths(&params.event.added), &paths(&params.event.removed));
    session.reconfigure();
}
