//! Owns the queue of documents that a thread has to look at: each is in it at most once, so that a burst of edits is one task.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

use tower_lsp::lsp_types::Url;

use super::lock;

/// Documents that wait, the one that waits longest first.
#[derive(Default)]
pub struct Due {
    waiting: Mutex<VecDeque<Url>>,
    changed: Condvar,
}

impl Due {
    /// Adds a document, unless it waits already.
    pub fn add(&self, uri: &Url) {
        let mut waiting = lock(&self.waiting);
        if !waiting.contains(uri) {
            waiting.push_back(uri.clone());
            self.changed.notify_one();
        }
    }

    /// Takes the next document, and sleeps until there is one.
    pub fn next(&self) -> Url {
        let mut waiting = lock(&self.waiting);
        loop {
            match waiting.pop_front() {
                Some(uri) => return uri,
                None => waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}
