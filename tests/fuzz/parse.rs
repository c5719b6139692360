//! Any bytes get an answer to everything that an editor or the command line asks, and every place in the answers is one of the text.

#![no_main]

#[path = "shared.rs"]
mod shared;

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use shared::{analyse, check_places, inside};
use stagewright::analysis::Analysis;
use stagewright::syntax::{Arguments, Instruction};
use stagewright::text::{LineIndex, Source, Span};

/// As many rounds of safe fixes as the command line makes.
const MOST_ROUNDS: usize = 10;

fuzz_target!(|bytes: &[u8]| {
    let source = Source::from_bytes(bytes);
    let text = source.to_string();
    assert_eq!(source.is_lossy(), std::str::from_utf8(bytes).is_err());
    let analysis = analyse(source);
    assert_eq!(analysis.file().source().to_string(), text);
    check_items(&analysis, &text);
    check_places(analysis.findings(), &text);
    ask(&analysis, &text);
    fix(analysis);
});

/// Instructions are in order and apart, their parts lie in them, and they can be written as JSON.
fn check_items(analysis: &Analysis, text: &str) {
    let file = analysis.file();
    let lines = LineIndex::new(file.source());
    let mut end = 0;
    let mut written = Vec::new();
    for item in file.items() {
        inside(item.span(), text, "an instruction");
        assert!(end <= item.start && item.start < item.end, "an instruction at {:?} behind one that ends at {end}", item.span());
        end = item.end;
        assert_eq!(*item.instruction.text, text[item.start..item.end]);
        check_instruction(&item.instruction, &item.instruction.text);
        written.push(as_json(&item.instruction, lines.line(item.start)));
    }
    for comment in file.comments() {
        inside(*comment, text, "a comment");
    }
    assert_eq!(analysis.model().stage_of.len(), file.items().len());
    file.tree().errors();
    let written = serde_json::to_string(&written).expect("instructions can be written as JSON");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&written).expect("JSON").as_array().map(Vec::len), Some(file.items().len()));
}

fn check_instruction(instruction: &Instruction, text: &str) {
    inside(instruction.keyword_span, text, "a keyword");
    inside(instruction.header_span(), text, "a header");
    inside(instruction.rest_span(), text, "the rest");
    for span in &instruction.empty_lines {
        inside(*span, text, "an empty line");
    }
    for flag in &instruction.flags {
        inside(flag.word.span, text, "a flag");
        inside(flag.name_span, text, "the name of a flag");
    }
    for heredoc in &instruction.heredocs {
        inside(heredoc.marker, text, "the marker of a heredoc");
        inside(heredoc.body, text, "the body of a heredoc");
        if let Some(end) = heredoc.end {
            inside(end, text, "the end of a heredoc");
        }
    }
    for word in
        instruction.words().iter().chain(instruction.argument_text()).chain(instruction.pairs().iter().flat_map(|pair| [&pair.key, &pair.value]))
    {
        inside(word.span, text, "a word");
        if word.verbatim {
            assert_eq!(instruction.line.text()[word.joined.clone()], *word.text);
        }
    }
    if let Some(trigger) = &instruction.trigger {
        check_instruction(trigger, text);
    }
}

/// The fields of `stagewright parse`.
fn as_json(instruction: &Instruction, line: usize) -> serde_json::Value {
    fn words(arguments: &Arguments) -> Vec<&str> {
        match arguments {
            Arguments::None => Vec::new(),
            Arguments::Text(word) => vec![&word.text],
            Arguments::Words(words) | Arguments::Json(words) => words.iter().map(|word| &*word.text).collect(),
            Arguments::Pairs(pairs) => pairs.iter().flat_map(|pair| [&*pair.key.text, &*pair.value.text]).collect(),
            Arguments::Check(kind, command) => std::iter::once(&*kind.text).chain(words(command)).collect(),
        }
    }
    json!({
        "keyword": instruction.keyword_text().to_uppercase(),
        "line": line,
        "flags": instruction.flags.iter().map(|flag| &*flag.word.text).collect::<Vec<_>>(),
        "words": words(&instruction.arguments),
        "heredocs": instruction.heredocs.iter().map(|heredoc| &instruction.text[heredoc.body.range()]).collect::<Vec<_>>(),
        "trigger": instruction.trigger.as_deref().map(|trigger| as_json(trigger, line)),
    })
}

/// Asks what an editor asks, at a few places and over the whole text.
fn ask(analysis: &Analysis, text: &str) {
    for part in 0..=4 {
        let at = analysis.file().source().snap(text.len() * part / 4);
        if let Some(hover) = analysis.hover(at) {
            inside(hover.span, text, "a hover");
        }
        if let Some(definition) = analysis.definition(at) {
            for span in [definition.origin, definition.target, definition.selection] {
                inside(span, text, "a definition");
            }
        }
        for action in analysis.actions(Span::new(at, at)) {
            action.edits.iter().for_each(|edit| inside(edit.span, text, &action.title));
        }
    }
    analysis.actions(Span::new(0, text.len()));
}

/// Applies the safe fixes until there are none: that ends, and at each step the result is that of a fresh analysis.
fn fix(mut analysis: Analysis) {
    for _ in 0..MOST_ROUNDS {
        let mut edits = analysis.safe_fixes();
        if edits.is_empty() {
            return;
        }
        assert!(!analysis.file().source().is_lossy(), "a fix for a text that cannot be written back");
        edits.reverse();
        analysis = analysis.edited_many(&edits);
        let text = analysis.file().source().to_string();
        check_places(analysis.findings(), &text);
        let fresh = analyse(Source::new(&text));
        let spans = |analysis: &Analysis| analysis.findings().iter().map(|finding| (finding.rule.id, finding.span)).collect::<Vec<_>>();
        assert_eq!(spans(&analysis), spans(&fresh), "after the fixes of {text:?}");
    }
    panic!("safe fixes without end: {:?}", analysis.file().source().to_string());
}
