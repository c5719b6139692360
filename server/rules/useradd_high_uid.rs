//! A user with a very high number, which makes log files of enormous apparent size.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::artifacts::option_value;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "useradd-high-uid",
    severity: Severity::Warning,
    aliases: &["DL3046"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/useradd-high-uid.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| command.name() == "useradd") {
            let quiet = command.arguments().iter().any(|word| is_no_log(&word.text));
            let Some(number) = option_value(command.arguments(), &["-u", "--uid"]) else { continue };
            let high = number.literal().is_some_and(|text| text.len() > 5 && text.bytes().all(|byte| byte.is_ascii_digit()));
            if quiet || !high {
                continue;
            }
            let name = run.item.absolute(command.name_span());
            let fix = Fix::safe("Add --no-log-init", vec![replace(Span::new(name.end as usize, name.end as usize), " --no-log-init")]);
            let message = format!("the number {} makes useradd write log files of many gigabytes in appearance; add `--no-log-init`", number.text);
            out.push(RULE.finding(run.item.absolute(number.span), message).fix(fix));
        }
    }
}

fn is_no_log(text: &str) -> bool {
    text == "--no-log-init" || (text.starts_with('-') && !text.starts_with("--") && text.contains('l'))
}
