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
const SMALL: usize = 48 * 1024;

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

    /// Applies changes, one after the other. False if the document is not open.
    pub fn change(&self, uri: &Url, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) -> bool {
        let Some(mut document) = self.open.get_mut(uri) else { return false };
        *document = Arc::new(document.edited(version, changes, encoding, self.next_serial()));
        true
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
