//! `--chmod` with a mode that is none.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-chmod",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-chmod.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        if !matches!(item.keyword, Keyword::Copy | Keyword::Add) || context.model.stage_of[index].is_none() {
            continue;
        }
        let Some(value) = item.instruction.flag("chmod").and_then(|flag| flag.value.as_ref()) else { continue };
        let Some(mode) = context.model.expanded(index, value).filter(|mode| mode.certain) else { continue };
        if !mode.text.is_empty() && !is_mode(&mode.text) {
            let message = format!("`{}` is no file mode; write an octal number such as 0755, or changes such as u=rwX,go=rX", mode.text);
            out.push(RULE.refusal(item.absolute(value.span), message));
        }
    }
}

fn is_mode(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    text.split(',').all(is_change)
}

/// Who, an operator, and what, such as `go-w` or `u=rwX`; operators may follow one another.
fn is_change(text: &str) -> bool {
    let rest = text.trim_start_matches(['u', 'g', 'o', 'a']);
    if !rest.starts_with(['+', '-', '=']) {
        return false;
    }
    rest.split(['+', '-', '=']).skip(1).all(|what| what.chars().all(|c| matches!(c, 'r' | 'w' | 'x' | 'X' | 's' | 't')) || matches!(what, "u" | "g" | "o"))
}

#[cfg(test)]
mod tests {
    use super::is_mode;

    #[test]
    fn octal_and_symbolic_modes_are_told_from_others() {
        for text in ["755", "0644", "7777", "u=rwX,go=rX", "+x", "a-w+x", "g=u"] {
            assert!(is_mode(text), "{text}");
        }
        for text in ["999", "77777", "abc", "-1", "rwx", "u=q"] {
            assert!(!is_mode(text), "{text}");
        }
    }
}
