//! A tree that was edited and parsed again equals a tree parsed from nothing.

mod common;

use common::{Random, SNIPPETS, parse, parser};
use tree_sitter::{InputEdit, Point, Tree};

const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\\",
    "\\\n",
    "`",
    " ",
    "\t",
    "#",
    "\"",
    "'",
    "$",
    "${",
    "}",
    "<<EOF",
    "EOF",
    "\nEOF\n",
    "[",
    "]",
    ",",
    "=",
    ":",
    "@",
    "--",
    "FROM ",
    "RUN ",
    "\nRUN x\n",
    "ENV ",
    "COPY ",
    "ONBUILD ",
    "HEALTHCHECK CMD ",
    "# escape=`\n",
    "# comment\n",
    "a",
    "/",
    "\0",
    "é",
    "🐳",
    "AS ",
    "--mount=type=",
    "{{",
    "\u{a0}",
    "\r",
];

fn point(text: &str, byte: usize) -> Point {
    let before = &text.as_bytes()[..byte];
    let row = before.iter().filter(|b| **b == b'\n').count();
    let column = before.iter().rev().take_while(|b| **b != b'\n').count();
    Point { row, column }
}

fn boundary(text: &str, mut byte: usize) -> usize {
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

fn describe(tree: &Tree) -> Vec<String> {
    common::nodes(tree).iter().map(|n| format!("{} {:?} {} {}", n.kind(), n.range(), n.is_missing(), n.is_error())).collect()
}

#[test]
fn incremental_parsing_equals_parsing_afresh() {
    let mut random = Random(0x5eed);
    let mut parser = parser();
    for round in 0..100 {
        let mut text = SNIPPETS[round % SNIPPETS.len()].to_string();
        if round >= SNIPPETS.len() {
            text.push_str(SNIPPETS[random.below(SNIPPETS.len())]);
        }
        let mut tree = parse(&text);
        for step in 0..30 {
            let start = boundary(&text, random.below(text.len() + 1));
            let length = if random.below(3) == 0 { random.below(12) } else { 0 };
            let old_end = boundary(&text, (start + length).min(text.len())).max(start);
            let piece = if length > 0 && random.below(2) == 0 { "" } else { PIECES[random.below(PIECES.len())] };
            let mut edited = text.clone();
            edited.replace_range(start..old_end, piece);
            tree.edit(&InputEdit {
                start_byte: start,
                old_end_byte: old_end,
                new_end_byte: start + piece.len(),
                start_position: point(&text, start),
                old_end_position: point(&text, old_end),
                new_end_position: point(&edited, start + piece.len()),
            });
            let before = std::mem::replace(&mut text, edited);
            tree = parser.parse(&text, Some(&tree)).expect("nothing stops the parser");
            let fresh = parse(&text);
            assert_eq!(describe(&tree), describe(&fresh), "round {round} step {step}\n{before:?}\n{text:?}");
        }
    }
}
