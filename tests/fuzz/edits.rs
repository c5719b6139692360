//! After any sequence of edits, tree, instructions, comments, model and findings equal those of a fresh parse.
//!
//! The text to begin with reaches to the first byte 0xFF, which UTF-8 never has; the edits are decoded from what follows,
//! or from the text itself when nothing does. So any Dockerfile is a seed.

#![no_main]

#[path = "../support/pieces.rs"]
mod pieces;
#[path = "shared.rs"]
mod shared;

use std::fmt::Write;

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use pieces::PIECES;
use shared::{analyse, check_places};
use stagewright::analysis::Analysis;
use stagewright::text::{Edit, Source, Span};

const MOST_EDITS: usize = 8;

/// One edit as the bytes say it.
#[derive(Arbitrary, Debug)]
struct Step {
    start: u16,
    length: u8,
    pieces: [u8; 2],
    /// Whether the edit comes together with the next one.
    joined: bool,
}

impl Step {
    /// Makes the edit of the text and says what it was.
    fn apply(&self, text: &mut String) -> Edit {
        let boundary = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = boundary(text, usize::from(self.start) % (text.len() + 1));
        // Mostly short ones, as when typing.
        let length = if self.length < 128 { usize::from(self.length % 4) } else { usize::from(self.length - 128) };
        let end = boundary(text, start + length).max(start);
        let piece: String = self.pieces.iter().map(|piece| PIECES[usize::from(*piece) % PIECES.len()]).collect();
        text.replace_range(start..end, &piece);
        Edit { span: Span::new(start, end), text: piece }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let split = bytes.iter().position(|byte| *byte == 0xff).unwrap_or(bytes.len());
    let (start, rest) = bytes.split_at(split);
    let mut steps = Unstructured::new(if rest.len() > 1 { &rest[1..] } else { start });
    let mut text = String::from_utf8_lossy(start).into_owned();
    let mut analysis = analyse(Source::new(&text));
    let mut burst = Vec::new();
    for done in 1..=MOST_EDITS {
        if steps.is_empty() {
            break;
        }
        let Ok(step) = Step::arbitrary(&mut steps) else { break };
        burst.push(step.apply(&mut text));
        if step.joined && done < MOST_EDITS && !steps.is_empty() {
            continue;
        }
        let before = analysis.file().source().to_string();
        analysis = analysis.edited_many(&burst);
        assert_eq!(analysis.file().source().to_string(), text);
        let (have, want) = (picture(&analysis), picture(&analyse(Source::new(&text))));
        if have != want {
            let (have, want) = have.lines().zip(want.lines()).find(|(a, b)| a != b).unwrap_or((&have, &want));
            panic!("after {burst:?} on {before:?}:\n have {have}\n want {want}");
        }
        check_places(analysis.findings(), &text);
        burst.clear();
    }
});

/// Everything that must be equal, as text.
fn picture(analysis: &Analysis) -> String {
    let mut text = analysis.file().tree().outline();
    for item in analysis.file().items() {
        _ = writeln!(text, "{} {:?}", item.start, item.instruction);
    }
    _ = writeln!(text, "{:?}\n{:?}", analysis.file().comments(), analysis.model());
    for finding in analysis.findings() {
        _ = writeln!(text, "{} {:?} {} {:?} {:?}", finding.rule.id, finding.span, finding.message, finding.related, finding.fixes);
    }
    text
}
