//! Owns `textDocument/hover`.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::lsp::convert;
use crate::lsp::session::Session;

/// What there is to say at a position.
pub async fn hover(session: &Arc<Session>, params: HoverParams) -> Result<Option<Hover>> {
    let at = params.text_document_position_params;
    session
        .answer(&at.text_document.uri, move |document, client| {
            let rope = document.source().rope();
            let hover = document.analysis().hover(convert::offset(rope, at.position, client.encoding))?;
            let (kind, value) =
                if client.markdown { (MarkupKind::Markdown, hover.markdown) } else { (MarkupKind::PlainText, plain(&hover.markdown)) };
            let contents = HoverContents::Markup(MarkupContent { kind, value });
            Some(Hover { contents, range: Some(convert::range(rope, hover.span, client.encoding)) })
        })
        .await
}

/// Markdown as plain text: without fences, headings, emphasis and the addresses of links. Code keeps its characters.
fn plain(markdown: &str) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            lines.push(line.to_owned());
        } else {
            lines.push(plain_line(line));
        }
    }
    lines.join("\n").trim().to_owned()
}

fn plain_line(line: &str) -> String {
    let line = line.trim_start_matches('#').trim_start();
    let mut text = String::with_capacity(line.len());
    // Every other piece between backticks is code.
    for (index, piece) in line.split('`').enumerate() {
        if index % 2 == 1 {
            text.push_str(piece);
            continue;
        }
        let mut rest = piece;
        while let Some((before, behind)) = rest.split_once("](") {
            text.push_str(&before.replace("**", "").replacen('[', "", 1));
            rest = behind.split_once(')').map_or("", |(_, behind)| behind);
        }
        text.push_str(&rest.replace("**", ""));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_client_without_markdown_gets_readable_text() {
        let markdown = "# Title\n\n**Bold** and `a**b` and [a page](https://x.y/z).\n\n```dockerfile\nRUN # x\n```\n";
        assert_eq!(super::plain(markdown), "Title\n\nBold and a**b and a page.\n\nRUN # x");
    }
}
