//! `ENV key value` instead of `ENV key=value`.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Related, Rule, Severity};
use crate::syntax::{Instruction, Pair};
use crate::text::{Edit, Span};

/// See the page.
pub static RULE: Rule = Rule {
    id: "legacy-key-value",
    severity: Severity::Information,
    aliases: &["buildkit/LegacyKeyValueFormat"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/legacy-key-value.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut run: Option<usize> = None;
    let mut last = 0;
    for (index, item) in context.items() {
        let Some(pair) = item.instruction.pairs().first().filter(|pair| pair.legacy) else { continue };
        let name = item.instruction.keyword.name();
        let span = item.absolute(Span { start: pair.key.span.start, end: pair.value.span.end });
        let message = format!("`{name} key value` is the old form; write `{name} key=value`");
        let fix = fix(&item.instruction, pair).map(|edit| replace(item.absolute(edit.span), edit.text));
        let mut finding = RULE.finding(span, message).maybe_fix(fix.map(|edit| Fix::safe("Write it as key=value", vec![edit])));
        // Another rule says what goes wrong there.
        if pair.value.text.starts_with('=') {
            finding = finding.only(&[Profile::Buildkit]);
        } else if let Some(first) = run.filter(|_| index == last + 1) {
            // Neighbours are told once, at the first of them; BuildKit tells each.
            let place = item.absolute(pair.key.span);
            out[first].related.push(Related { span: place, message: "and here".to_owned() });
            finding = finding.only(&[Profile::Buildkit]);
        } else {
            run = Some(out.len());
        }
        last = index;
        out.push(finding);
    }
}

/// Joins key and value with an equals sign, quoting the value so that it stays the same. A value whose quotes or continuations make that uncertain is left to a person.
fn fix(instruction: &Instruction, pair: &Pair) -> Option<Edit> {
    let key = &*pair.key.text;
    let value = &*pair.value.text;
    let written = instruction.text.get(pair.value.span.range())?;
    let odd = |c: char| matches!(c, '"' | '\'') || c == instruction.escape;
    let between = instruction.text.get(pair.key.span.end as usize..pair.value.span.start as usize)?;
    // A continuation between the two may hold a comment, and blanks that only the other form takes for blanks would cut the key in two.
    if key.contains(|c: char| odd(c) || c.is_whitespace()) || written != value || value.is_empty() || between.contains('\n') {
        return None;
    }
    // `ENV A = b` sets A to `= b`, which nobody means: a safe fix would only make the mistake look right.
    if value.starts_with('=') {
        return None;
    }
    let plain = !value.contains(|c: char| odd(c) || c.is_whitespace());
    let wholly_quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"') && !value[1..value.len() - 1].contains(['"', instruction.escape]);
    let new_value = if plain || wholly_quoted {
        value.to_owned()
    } else if value.contains(['"', '\'', instruction.escape]) {
        return None;
    } else {
        format!("\"{value}\"")
    };
    let gap = Span { start: pair.key.span.end, end: pair.value.span.start };
    Some(replace(Span { start: gap.start, end: pair.value.span.end }, format!("={new_value}")))
}
