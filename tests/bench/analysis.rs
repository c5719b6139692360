//! Measures what lies between a text and its findings, step by step, inside one process and on one thread.
//!
//! What a step makes is dropped in the measured time, as a server does it with every version but the last.
//!
//! Run by `cargo bench --bench analysis`. Figures are for comparing two versions on one machine; nothing here passes or fails.

mod text;

use std::sync::Arc;

use divan::{Bencher, black_box};
use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::model::{self, Assumptions};
use stagewright::syntax::ParsedFile;
use stagewright::text::{Edit, Source, Span};
use stagewright::workspace::NoWorkspace;

const LINES: [usize; 3] = [30, 1_000, 10_000];

fn main() {
    divan::main();
}

fn parsed(lines: usize) -> ParsedFile {
    ParsedFile::new(Source::new(&text::document(lines)))
}

fn analysed(file: ParsedFile, select: &[&str]) -> Analysis {
    let select = select.iter().map(|name| Selector::parse(name).expect("a profile")).collect();
    Analysis::new(file, Arc::new(Config { select, ..Config::default() }), Arc::new(NoWorkspace))
}

/// One character typed into a RUN in the middle of the text, and the same taken away.
fn typed(file: &ParsedFile) -> [Edit; 2] {
    let text = file.source().to_string();
    let middle = text.len() / 2;
    let at = middle
        + text[middle..].find("cargo fetch").or_else(|| text.find("cargo fetch").map(|at| at - middle)).expect("the text has it")
        + "cargo".len();
    [Edit { span: Span::new(at, at), text: "x".into() }, Edit { span: Span::new(at, at + 1), text: String::new() }]
}

/// A text becomes instructions.
#[divan::bench(args = LINES, max_time = 3)]
fn parse(bencher: Bencher, lines: usize) {
    let text = text::document(lines);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| ParsedFile::new(Source::new(black_box(&text))).items().len());
}

/// The instructions after one character was typed.
#[divan::bench(args = LINES, max_time = 3)]
fn parse_edited(bencher: Bencher, lines: usize) {
    let mut file = parsed(lines);
    let typed = typed(&file);
    let mut keys = typed.iter().cycle();
    bencher.bench_local(|| file = file.edited(keys.next().expect("it goes round")));
}

/// Instructions get a meaning: stages, variables, expansions.
#[divan::bench(args = LINES, max_time = 3)]
fn model(bencher: Bencher, lines: usize) {
    let file = parsed(lines);
    bencher.bench(|| model::evaluate(black_box(&file), Assumptions::default()).stages.len());
}

/// Everything behind the parse, with all rules: model, rules for instructions, rules for files, suppressions, order.
#[divan::bench(args = LINES, max_time = 3)]
fn findings_strict(bencher: Bencher, lines: usize) {
    let file = parsed(lines);
    bencher.with_inputs(|| file.clone()).bench_values(|file| analysed(file, &["strict", "buildkit"]).findings().len());
}

/// What an editor waits for at a keystroke, less the protocol: parse, model and findings of the recommended rules.
#[divan::bench(args = LINES, max_time = 3)]
fn edit(bencher: Bencher, lines: usize) {
    let mut analysis = analysed(parsed(lines), &[]);
    let typed = typed(analysis.file());
    let mut keys = typed.iter().cycle();
    bencher.bench_local(|| {
        analysis = analysis.edited_many(std::slice::from_ref(keys.next().expect("it goes round")));
        analysis.findings().len()
    });
}

/// The same when 200 keystrokes are waiting together.
#[divan::bench(args = LINES, max_time = 3)]
fn burst_of_200(bencher: Bencher, lines: usize) {
    let mut analysis = analysed(parsed(lines), &[]);
    let keys: Vec<Edit> = typed(analysis.file()).iter().cycle().take(200).cloned().collect();
    bencher.bench_local(|| {
        analysis = analysis.edited_many(&keys);
        analysis.findings().len()
    });
}
