//! COPY --chown with a name in an image that knows no names.

use super::copies::{FileCopy, copies, file_name};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Base;

/// See the page.
pub static RULE: Rule = Rule {
    id: "chown-named-no-passwd",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/chown-named-no-passwd.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let all: Vec<FileCopy> = copies(context).collect();
    for copy in &all {
        let Some(value) = copy.instruction().flag("chown").and_then(|flag| flag.value.as_ref()) else { continue };
        let (chain, base) = context.model.base_chain(&context.model.stages[copy.stage]);
        let Some(owner) = context.model.expanded(copy.index, value).filter(|owner| owner.certain && *base == Base::Scratch) else { continue };
        let named = owner.text.split(':').find(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()) && *part != "root");
        let inside = |stage: usize| chain.iter().any(|one| one.index == stage);
        let brought = all.iter().any(|other| other.index < copy.index && inside(other.stage) && may_bring_names(context, other));
        let Some(name) = named.filter(|_| !brought) else { continue };
        let message = format!("an image from `scratch` has no `/etc/passwd` and no `/etc/group`, so nothing knows who `{name}` is; use numbers");
        out.push(RULE.finding(copy.item.absolute(value.span), message));
    }
}

/// Whether a COPY may bring the files with the names: it names them, or fills the root or `/etc`.
fn may_bring_names(context: &Context, copy: &FileCopy) -> bool {
    let Some(target) = copy.target(context) else { return true };
    let names = |path: &str| matches!(file_name(path), "passwd" | "group") || path.contains("passwd");
    names(&target) || copy.paths().any(|source| names(&source.text)) || matches!(&*target, "/" | "/etc")
}
