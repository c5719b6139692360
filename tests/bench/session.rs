//! Measures a session over pipes, as an editor has it: start, open, single edits, a burst of edits, memory.
//!
//! Run by `cargo bench --bench session`. Figures are for comparing two versions on one machine; nothing here passes or fails.

#![allow(clippy::print_stdout, reason = "the figures are the result")]

#[path = "../lsp/mod.rs"]
mod lsp;
mod text;

use std::time::{Duration, Instant};

use lsp::{Client, put};
use serde_json::json;

const URI: &str = "file:///nowhere/Dockerfile";
const EDITS: usize = 50;
const BURST: u32 = 200;

fn main() {
    println!("{:>6} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8}", "lines", "start", "open", "edit p50", "edit p90", "burst", "memory");
    for lines in [30, 1000, 10000] {
        measure(lines);
    }
}

fn measure(lines: usize) {
    let text = text::document(lines);
    let at = Instant::now();
    let mut client = Client::with(json!({}));
    let start = at.elapsed();
    let at = Instant::now();
    client.open(URI, &text);
    client.published(URI, 1);
    let open = at.elapsed();
    let line = u32::try_from(lines / 2).expect("a small number");
    let mut version = 1;
    let mut edits: Vec<Duration> = (0..EDITS)
        .map(|step| {
            version += 1;
            let change = if step % 2 == 0 { put([line, 0, line, 0], "x") } else { put([line, 0, line, 1], "") };
            let at = Instant::now();
            client.change(URI, version, json!([change]));
            client.published(URI, version);
            at.elapsed()
        })
        .collect();
    edits.sort();
    let at = Instant::now();
    for column in 0..BURST {
        version += 1;
        client.change(URI, version, json!([put([line, column, line, column], "y")]));
    }
    client.hover(URI, line, 1);
    let burst = at.elapsed();
    println!(
        "{lines:>6} {start:>9.2?} {open:>9.2?} {:>9.2?} {:>9.2?} {burst:>9.2?} {:>5.1} MB",
        edits[EDITS / 2],
        edits[EDITS * 9 / 10],
        client.memory() as f64 / f64::from(1 << 20)
    );
}
