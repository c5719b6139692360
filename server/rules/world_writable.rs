//! Files that everybody may write.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "world-writable",
    severity: Severity::Warning,
    aliases: &["S2612"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/world-writable.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| matches!(item.keyword, Keyword::Copy | Keyword::Add)) {
        let Some(value) = item.instruction.flag("chmod").and_then(|flag| flag.value.as_ref()) else { continue };
        if context.model.stage_at(index).is_some_and(|stage| context.is_shipped(stage)) && is_for_all(&value.text) {
            out.push(finding(item.absolute(value.span), &value.text));
        }
    }
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| command.name() == "chmod") {
            let Some(mode) = command.arguments().iter().find(|word| !is_option(&word.text)).filter(|word| is_for_all(&word.text)) else { continue };
            // What is only there for the build, and places that are for all anyway.
            let paths = command.arguments().iter().filter(|word| word.span.start > mode.span.start);
            let meant = paths.map(|word| word.text.trim_end_matches(['/', '*'])).any(|path| !path.is_empty() && !matches!(path, "/tmp" | "/var/tmp") && !path.starts_with("/dev"));
            if meant && context.is_shipped(run.stage) {
                out.push(finding(run.item.absolute(mode.span), &mode.text));
            }
        }
    }
}

fn finding(span: Span, mode: &str) -> Finding {
    let message = format!("`{mode}` lets every user in the container change this: give it to the user that needs it instead");
    let less = mode.bytes().all(|byte| byte.is_ascii_digit()).then(|| {
        let (group, others) = mode.split_at(mode.len() - 1);
        let others = others.parse::<u8>().unwrap_or_default() & !2;
        format!("{group}{others}")
    });
    let fix = less.filter(|_| span.len() == mode.len()).map(|less| Fix::review(format!("Change to {less}"), vec![replace(span, less)]));
    RULE.finding(span, message).maybe_fix(fix)
}

/// `-R`, but not `-w`, which is a mode.
fn is_option(text: &str) -> bool {
    text.starts_with("--") || matches!(text, "-R" | "-f" | "-v" | "-c" | "-Rf" | "-fR" | "-Rv" | "-vR")
}

/// Whether a mode lets others write, without the sticky bit that keeps them from deleting what is not theirs.
fn is_for_all(mode: &str) -> bool {
    if mode.len() >= 3 && mode.bytes().all(|byte| byte.is_ascii_digit()) {
        let bits = u32::from_str_radix(mode, 8).unwrap_or_default();
        return bits & 0o002 != 0 && bits & 0o1000 == 0;
    }
    mode.split(',').any(|change| {
        let Some(at) = change.find(['+', '=']) else { return false };
        let (who, what) = change.split_at(at);
        who.contains(['o', 'a']) && who.chars().all(|c| "ugoa".contains(c)) && what.contains('w') && !what.contains('t')
    })
}
