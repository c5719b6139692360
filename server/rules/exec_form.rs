//! Owns the turning of a plain command from shell form into exec form, which several rules offer.

use super::Fix;
use super::rule::replace;
use crate::syntax::{Instruction, Word};

/// The fix for an instruction whose whole argument is a command. Its places are relative to the instruction.
pub fn exec_form(instruction: &Instruction) -> Option<Fix> {
    exec_form_of(instruction.argument_text()?)
}

/// Only a plain command can leave the shell behind: no variables, quotes, operators or patterns, no builtins.
pub fn exec_form_of(text: &Word) -> Option<Fix> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | ':' | '=' | ',' | '@' | '+' | '%');
    let words: Vec<&str> = text.text.split(' ').filter(|word| !word.is_empty()).collect();
    let first = words.first()?;
    if !text.verbatim || !text.text.chars().all(plain) || first.contains('=') || BUILTINS.contains(first) {
        return None;
    }
    let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Some(Fix::review("Use the exec form", vec![replace(text.span, format!("[{}]", list.join(", ")))]))
}

/// The fix with its places counted from `by` bytes earlier.
pub fn shifted(mut fix: Fix, by: usize) -> Fix {
    fix.edits.iter_mut().for_each(|edit| edit.span = edit.span.shifted(by));
    fix
}

/// Words that are no programs.
const BUILTINS: [&str; 12] = ["exec", "cd", "source", ".", "export", "set", "eval", "ulimit", "umask", "alias", "trap", "wait"];
