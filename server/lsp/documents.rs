//! Owns the open documents. Each is immutable: an edit makes a new one, and whoever holds the old one keeps a consistent picture.
//!
//! Text is changed at once, in the order of arrival. Parsing and analysing wait until somebody asks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, Url};

use super::convert::{self, Encoding};
use super::log;
use super::pending::PendingEdits;
use crate::analysis::{Analysis, Config};
use crate::syntax::ParsedFile;
use crate::text::{Edit, Source};
use crate::workspace::Workspace;

/// Below this many bytes an analysis takes less time than handing it to another thread is worth.
const SMALL: usize = 8 * 1024;

/// What is known about a document besides its text.
#[derive(Clone)]
pub struct Surroundings {
    /// The configuration that applies to it.
    pub config: Arc<Config>,
    /// The folder around it.
    pub workspace: Arc<dyn Workspace>,
}

/// One version of an open document.
pub struct OpenDocument {
    /// As the client sent it.
    pub uri: Url,
    /// The client's number of this version.
    pub version: i32,
    /// Our own number: never the same for two texts, nor for the same text under another configuration.
    pub serial: u64,
    /// False after an edit that was impossible: what the client shows is not known until it sends the full text.
    pub in_sync: bool,
    source: Source,
    surroundings: Surroundings,
    origin: Origin,
    analysis: OnceLock<Arc<Analysis>>,
}

/// What the analysis of a version is made from.
#[derive(Clone)]
enum Origin {
    Text,
    Edits(Arc<Analysis>, PendingEdits),
}

impl OpenDocument {
    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The configuration that applies to it.
    pub fn config(&self) -> &Config {
        &self.surroundings.config
    }

    /// The analysis, made now if nobody has asked before.
    pub fn analysis(&self) -> &Arc<Analysis> {
        self.analysis.get_or_init(|| {
            Arc::new(match &self.origin {
                Origin::Text => {
                    let Surroundings { config, workspace } = self.surroundings.clone();
                    Analysis::new(ParsedFile::new(self.source.clone()), config, workspace)
                }
                Origin::Edits(earlier, pending) => earlier.edited_many(pending.edits()),
            })
        })
    }

    /// Whether asking for the analysis takes next to no time.
    pub fn is_quick(&self) -> bool {
        self.analysis.get().is_some() || self.source.len() < SMALL
    }

    fn edited(&self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding, serial: u64) -> Self {
        let mut source = self.source.clone();
        let mut in_sync = self.in_sync;
        let mut origin = match self.analysis.get() {
            Some(analysis) => Origin::Edits(Arc::clone(analysis), PendingEdits::default()),
            None => self.origin.clone(),
        };
        for change in changes {
            match change.range {
                None => {
                    source = Source::new(&change.text);
                    (origin, in_sync) = (Origin::Text, true);
                }
                Some(_) if !in_sync => {}
                Some(range) if range.start > range.end || range.start.line as usize > convert::line_count(source.rope()) => {
                    log(&format!("an edit that is impossible; {} waits for its full text", self.uri));
                    in_sync = false;
                }
                Some(range) => {
                    let edit = Edit { span: convert::span(source.rope(), range, encoding), text: change.text };
                    source.apply(&edit);
                    if let Origin::Edits(_, pending) = &mut origin {
                        pending.push(edit, &source);
                    }
                }
            }
        }
        Self { uri: self.uri.clone(), version, serial, in_sync, source, surroundings: self.surroundings.clone(), origin, analysis: OnceLock::new() }
    }
}

/// All open documents.
#[derive(Default)]
pub struct Documents {
    open: DashMap<Url, Arc<OpenDocument>>,
    serial: AtomicU64,
}

impl Documents {
    /// A document is opened, or opened anew.
    pub fn open(&self, uri: Url, version: i32, text: &str, surroundings: Surroundings) {
        let document = OpenDocument {
            uri: uri.clone(),
            version,
            serial: self.next_serial(),
            in_sync: true,
            source: Source::new(text),
            surroundings,
            origin: Origin::Text,
            analysis: OnceLock::new(),
        };
        self.open.insert(uri, Arc::new(document));
    }

    /// Applies changes, one after the other. Returns the version before them, or none if the document is not open.
    pub fn change(&self, uri: &Url, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) -> Option<Arc<OpenDocument>> {
        let mut document = self.open.get_mut(uri)?;
        let edited = Arc::new(document.edited(version, changes, encoding, self.next_serial()));
        Some(std::mem::replace(&mut *document, edited))
    }

    /// Gives a document other surroundings. The text stays.
    pub fn surround(&self, uri: &Url, surroundings: Surroundings) {
        if let Some(mut document) = self.open.get_mut(uri) {
            *document = Arc::new(OpenDocument {
                uri: document.uri.clone(),
                version: document.version,
                serial: self.next_serial(),
                in_sync: document.in_sync,
                source: document.source.clone(),
                surroundings,
                origin: Origin::Text,
                analysis: OnceLock::new(),
            });
        }
    }

    /// A document is closed.
    pub fn close(&self, uri: &Url) {
        self.open.remove(uri);
    }

    /// The current version of a document.
    pub fn get(&self, uri: &Url) -> Option<Arc<OpenDocument>> {
        self.open.get(uri).map(|document| Arc::clone(&document))
    }

    /// Whether that version is still the current one.
    pub fn is_current(&self, document: &OpenDocument) -> bool {
        self.open.get(&document.uri).is_some_and(|current| current.serial == document.serial)
    }

    /// The addresses of all open documents.
    pub fn uris(&self) -> Vec<Url> {
        self.open.iter().map(|document| document.uri.clone()).collect()
    }

    fn next_serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::lsp_types::{Position, Range};

    use super::*;
    use crate::lsp::dice::Dice;
    use crate::workspace::NoWorkspace;

    fn opened(text: &str) -> (Documents, Url) {
        let (documents, uri) = (Documents::default(), Url::parse("untitled:x").expect("an address"));
        documents.open(uri.clone(), 1, text, Surroundings { config: Arc::default(), workspace: Arc::new(NoWorkspace) });
        (documents, uri)
    }

    /// The offset of a position, counted character by character.
    fn plain_offset(text: &str, position: Position, encoding: Encoding) -> usize {
        let (mut line, mut column) = (0, 0);
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            let is_end = c == '\n' || c == '\r';
            if line == position.line && (is_end || column + width > position.character as usize) {
                return at;
            }
            column += width;
            if is_end {
                if c == '\r' && characters.peek().is_some_and(|&(_, next)| next == '\n') {
                    characters.next();
                }
                (line, column) = (line + 1, 0);
            }
        }
        text.len()
    }

    #[test]
    fn any_edits_lead_to_the_text_that_the_client_has() {
        for seed in 0..600 {
            let mut dice = Dice::new(seed);
            let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][dice.below(3)];
            let mut text = "FROM a\r\nRUN 🐳é\rCMD 漢\n".to_owned();
            let (documents, uri) = opened(&text);
            for version in 2..2 + i32::try_from(dice.below(25)).expect("a small number") {
                let mut number = |bound| u32::try_from(dice.below(bound)).expect("a small number");
                let lines = convert::line_count(&ropey::Rope::from_str(&text));
                let start = Position::new(number(lines + 1), number(9));
                let end =
                    if number(2) == 0 { Position::new(start.line, start.character + number(9)) } else { Position::new(start.line + 1, number(9)) };
                let (from, to) = (plain_offset(&text, start, encoding), plain_offset(&text, end, encoding));
                let new = dice.text(&['A', 'B', 'é', '🐳', '\r', '\n', ' ', '\\']);
                text.replace_range(from..to, &new);
                let change = TextDocumentContentChangeEvent { range: Some(Range { start, end }), range_length: None, text: new };
                documents.change(&uri, version, vec![change], encoding);
                let document = documents.get(&uri).expect("an open document");
                assert_eq!(document.source().to_string(), text, "seed {seed}");
                // Whether anybody asks in between must make no difference.
                if dice.below(3) == 0 {
                    assert_eq!(document.analysis().file().source().to_string(), text, "seed {seed}");
                }
            }
            let document = documents.get(&uri).expect("an open document");
            let fresh = Analysis::new(ParsedFile::new(Source::new(&text)), Arc::default(), Arc::new(NoWorkspace));
            let seen = |analysis: &Analysis| analysis.findings().iter().map(|finding| (finding.rule.id, finding.span)).collect::<Vec<_>>();
            assert_eq!(document.analysis().file().source().to_string(), text, "seed {seed}");
            assert_eq!(seen(document.analysis()), seen(&fresh), "seed {seed}: {text:?}");
        }
    }

    #[test]
    fn whoever_holds_a_version_keeps_it() {
        let (documents, uri) = opened("FROM a\n");
        let held = documents.get(&uri).expect("an open document");
        let change = TextDocumentContentChangeEvent { range: None, range_length: None, text: "FROM b\n".into() };
        documents.change(&uri, 2, vec![change], Encoding::Utf16);
        assert_eq!((held.source().to_string(), held.version), ("FROM a\n".to_owned(), 1));
        assert!(!documents.is_current(&held));
    }
}
