//! A cache mount that the user of the RUN cannot write to.

use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::variable::Value;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "cache-mount-user",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/cache-mount-user.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| context.model.runs_as_root(run.index) == Some(false)) {
        if run.script.commands.iter().any(|command| command.words.first().is_some_and(|word| word.is("sudo"))) {
            continue;
        }
        let user = context.model.situation(run.index).and_then(|situation| situation.user.as_ref()).and_then(Value::known).unwrap_or_default();
        for mount in mount_targets(context, &run).filter(|mount| mount.kind == "cache") {
            if mount.field(&["uid"]).is_some() || mount.field(&["gid"]).is_some() || mount.field(&["mode"]).is_some() || mount.field(&["from"]).is_some() {
                continue;
            }
            let Some(target) = mount.target.as_deref() else { continue };
            let span = run.item.absolute(mount.target_span);
            let reason = if target.starts_with("/root/") {
                "is root's, which this user cannot enter"
            } else {
                "is made for root with mode 0755, so that this user cannot write to it"
            };
            let number = user.split(':').next().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).or((user == "node").then_some("1000"));
            let value = run.item.absolute(mount.span);
            let fix = number
                .filter(|_| !target.starts_with("/root/"))
                .map(|number| Fix::review(format!("Give the mount to user {number}"), vec![replace(Span::new(value.end as usize, value.end as usize), format!(",uid={number}"))]));
            out.push(RULE.finding(span, format!("the command runs as `{user}`, and `{target}` {reason}; add `uid=`")).maybe_fix(fix));
        }
    }
}
