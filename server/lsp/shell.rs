//! Owns the thread that asks ShellCheck about open documents, for users who want that. Our own findings never wait for it.

use std::sync::{Arc, Once};
use std::time::Duration;

use tower_lsp::lsp_types::Url;

use super::documents::{Documents, OpenDocument};
use super::due::Due;
use super::log;
use crate::rules::Finding;
use crate::shellcheck::ShellCheck;

/// While somebody types, each keystroke makes another script; this long nothing is started.
const PAUSE: Duration = Duration::from_millis(300);

/// Asks about documents, one after the other.
pub struct ShellWorker {
    due: Due,
    started: Once,
    documents: Arc<Documents>,
    /// What is known so far.
    shellcheck: Arc<ShellCheck>,
}

impl ShellWorker {
    /// A worker that has not been asked for anything.
    pub fn new(documents: Arc<Documents>, shellcheck: Arc<ShellCheck>) -> Self {
        Self { due: Due::default(), started: Once::new(), documents, shellcheck }
    }

    /// A document was opened or changed. `told` is called whenever there is something new to show for one.
    pub fn due(self: &Arc<Self>, uri: &Url, told: impl FnOnce() -> Box<dyn Fn(&Url) + Send>) {
        if !self.shellcheck.is_there() || !self.documents.get(uri).is_some_and(|document| document.config().shellcheck) {
            return;
        }
        self.started.call_once(|| {
            let (worker, told) = (Arc::clone(self), told());
            std::thread::spawn(move || worker.work(&*told));
        });
        self.due.add(uri);
    }

    fn work(&self, told: &dyn Fn(&Url)) {
        loop {
            let uri = self.due.next();
            std::thread::sleep(PAUSE);
            let Some(document) = self.documents.get(&uri).filter(|document| document.in_sync) else { continue };
            let before = self.shellcheck.changes();
            let stale = || !self.documents.is_current(&document);
            for script in document.analysis().shell_scripts() {
                if stale() {
                    break;
                }
                if self.shellcheck.ask(&script, stale).is_none() && !stale() {
                    log(&format!("ShellCheck gives no answer about {uri}"));
                }
            }
            if self.shellcheck.changes() != before {
                told(&uri);
            }
        }
    }
}

/// What ShellCheck is known to say about a document.
pub fn findings(document: &OpenDocument, shellcheck: &ShellCheck) -> Vec<Finding> {
    if !document.config().shellcheck || !shellcheck.is_there() {
        return Vec::new();
    }
    let analysis = document.analysis();
    let scripts = analysis.shell_scripts();
    let answers: Vec<_> = scripts.iter().filter_map(|script| Some((script, shellcheck.answer(script)?))).collect();
    analysis.shell_findings(answers.iter().map(|(script, comments)| (*script, &**comments)))
}
