//! Owns what the server says on stderr. stdout belongs to the protocol alone.

use std::sync::atomic::{AtomicUsize, Ordering};

/// More lines than these say nothing new, and together they fit into a pipe that nobody reads: logging must never block the server.
const MOST_LINES: usize = 200;
const LONGEST_LINE: usize = 240;

static LINES: AtomicUsize = AtomicUsize::new(0);

/// Writes one line, shortened if need be.
#[allow(clippy::print_stderr, reason = "the only place in the server that writes to stderr")]
pub fn log(message: &str) {
    match LINES.fetch_add(1, Ordering::Relaxed) {
        MOST_LINES => eprintln!("stagewright: further messages are left out"),
        line if line < MOST_LINES => {
            let line: String = message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_LINE).collect();
            eprintln!("stagewright: {line}");
        }
        _ => {}
    }
}
