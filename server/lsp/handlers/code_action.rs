//! Owns `textDocument/codeAction`.
//!
//! Actions come from the server's own findings in the range, never from the diagnostics that a client echoes: some drop fields, some send none.

use std::collections::HashMap;
use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Diagnostic, DocumentChanges,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use crate::analysis::{Action, ActionKind};
use crate::lsp::capabilities::{Capabilities, FIX_ALL};
use crate::lsp::convert;
use crate::lsp::documents::OpenDocument;
use crate::lsp::session::Session;
use crate::text::Edit;

/// The actions that a range offers. The edits are inside, as they are at hand anyway.
pub async fn code_action(session: &Arc<Session>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let CodeActionParams { text_document, range, context, .. } = params;
    session
        .answer(&text_document.uri, move |document, client| {
            let mut actions = Vec::new();
            if client.action_literals && wants(&context, &CodeActionKind::QUICKFIX) {
                let span = convert::span(document.source().rope(), range, client.encoding);
                let found = document.analysis().actions(span);
                actions.extend(found.iter().map(|action| to_lsp(action, document, client, &context)));
            }
            // Unless asked for by name, fixing all is worth a line only where there is something to fix.
            if client.action_literals && wants(&context, &CodeActionKind::new(FIX_ALL)) && (context.only.is_some() || !actions.is_empty()) {
                actions.extend(fix_all(document, client));
            }
            Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
        })
        .await
}

/// Whether the client wants that kind: a kind stands for all that begin with it.
fn wants(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let Some(only) = &context.only else { return true };
    only.iter().any(|wanted| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn to_lsp(action: &Action, document: &OpenDocument, client: &Capabilities, context: &CodeActionContext) -> CodeAction {
    let range = convert::range(document.source().rope(), action.finding.span, client.encoding);
    let is_it = |sent: &&Diagnostic| sent.range == range && sent.code == Some(NumberOrString::String(action.finding.rule.id.to_owned()));
    let mended: Vec<Diagnostic> = context.diagnostics.iter().filter(is_it).cloned().collect();
    CodeAction {
        title: action.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: (!mended.is_empty()).then_some(mended),
        edit: Some(workspace_edit(&action.edits, document, client)),
        is_preferred: (action.preferred && action.kind == ActionKind::QuickFix).then_some(true),
        ..CodeAction::default()
    }
}

fn fix_all(document: &OpenDocument, client: &Capabilities) -> Option<CodeAction> {
    let edits = document.analysis().safe_fixes();
    (!edits.is_empty()).then(|| CodeAction {
        title: "Apply all safe fixes".to_owned(),
        kind: Some(CodeActionKind::new(FIX_ALL)),
        edit: Some(workspace_edit(&edits, document, client)),
        ..CodeAction::default()
    })
}

fn workspace_edit(edits: &[Edit], document: &OpenDocument, client: &Capabilities) -> WorkspaceEdit {
    let rope = document.source().rope();
    let edits = edits.iter().map(|edit| TextEdit { range: convert::range(rope, edit.span, client.encoding), new_text: edit.text.clone() });
    if client.document_changes {
        // The version lets the client refuse an edit that is meant for another text.
        let text_document = OptionalVersionedTextDocumentIdentifier { uri: document.uri.clone(), version: Some(document.version) };
        let change = TextDocumentEdit { text_document, edits: edits.map(OneOf::Left).collect() };
        WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(vec![change])), ..WorkspaceEdit::default() }
    } else {
        WorkspaceEdit { changes: Some(HashMap::from([(document.uri.clone(), edits.collect())])), ..WorkspaceEdit::default() }
    }
}
