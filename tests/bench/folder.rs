//! Measures `stagewright check` over a folder of 1,000 generated files: the built program as a whole, and its analysis alone.
//!
//! Run by `cargo bench --bench folder`. Figures are for comparing two versions on one machine; nothing here passes or fails.

mod text;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;
use stagewright::analysis::{Analysis, Config};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::NoWorkspace;

const FILES: usize = 1_000;

fn main() {
    divan::main();
}

/// The text of one file: one service, and in every tenth file four, as lengths differ in the wild.
fn content(number: usize) -> String {
    text::document(if number.is_multiple_of(10) { 100 } else { 30 })
}

/// A folder of files that is removed again at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("folder-{}", std::process::id()));
        for number in 0..FILES {
            let place = folder.join(format!("service{number}"));
            std::fs::create_dir_all(&place).expect("the target folder can be written");
            std::fs::write(place.join("Dockerfile"), content(number)).expect("the target folder can be written");
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The built program from start to exit: the search for files, reading, analysis on all cores, and the report.
#[divan::bench(args = ["recommended", "strict", "buildkit"], sample_count = 10, sample_size = 1)]
fn program(bencher: Bencher, profile: &str) {
    let folder = Folder::new();
    bencher.counter(ItemsCount::new(FILES)).bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_stagewright"))
            .args(["check", "--fail-on", "never", "--select", profile])
            .arg(&folder.0)
            .stdout(Stdio::null())
            .status()
            .expect("the program starts");
        assert!(status.success(), "{status}");
    });
}

/// Parse and recommended findings of texts in memory, on all cores.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn in_memory(bencher: Bencher) {
    let texts: Vec<String> = (0..FILES).map(content).collect();
    let config = Arc::new(Config::default());
    bencher.counter(ItemsCount::new(FILES)).bench_local(|| {
        let findings = |text: &String| Analysis::new(ParsedFile::new(Source::new(text)), Arc::clone(&config), Arc::new(NoWorkspace)).findings().len();
        texts.par_iter().map(findings).sum::<usize>()
    });
}
