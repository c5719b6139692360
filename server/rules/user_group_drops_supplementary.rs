//! A group in USER, which takes all other groups away.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Command, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "user-group-drops-supplementary",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/user-group-drops-supplementary.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::User) {
        let (Some(word), Some(stage)) = (item.instruction.argument_text(), context.model.stage_at(index)) else { continue };
        let Some((user, group)) = word.text.split_once(':').filter(|(user, group)| !user.is_empty() && !group.is_empty() && !word.text.contains('$')) else { continue };
        let (chain, _) = context.model.base_chain(stage);
        let runs = context.runs_of(&chain).filter(|run| run.index < index);
        let given = runs.flat_map(|run| run.script.commands.iter().filter_map(move |command| Some((run.item.absolute(command.span), groups_given(command, user)?))));
        let Some((place, other)) = given.filter(|(_, other)| !other.split(',').any(|name| name == group)).last() else { continue };
        let span = item.absolute(item.instruction.span_in(word, user.len()..word.text.len()));
        let message = format!("with a group named here, `{user}` is in no other group, so not in `{other}`; leave the group out");
        let fix = word.is_plain_source().then(|| Fix::review("Leave the group out", vec![replace(Span::new(span.start as usize, span.end as usize), "")]));
        out.push(RULE.finding(span, message).related(place, "put into the group here").maybe_fix(fix));
    }
}

/// The further groups that a command puts a user into.
fn groups_given(command: &Command, user: &str) -> Option<String> {
    let arguments = command.arguments();
    let value = |names: &[&str]| {
        let at = arguments.iter().position(|word| names.contains(&&*word.text))?;
        arguments.get(at + 1)?.literal().map(str::to_owned)
    };
    match command.name() {
        "usermod" | "useradd" if arguments.last()?.is(user) => value(&["-G", "-aG", "-a", "--groups"]).filter(|groups| !groups.starts_with('-')),
        "adduser" | "addgroup" | "gpasswd" => match arguments {
            [name, group] if name.is(user) && !group.text.starts_with('-') => group.literal().map(str::to_owned),
            _ => None,
        },
        _ => None,
    }
}
