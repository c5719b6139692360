//! A RUN that reads a secret from a build argument.

use super::secret_mounts::use_secret_mount;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::{is_harmless_value, is_secret_name};
use crate::model::variable::{DefinitionKind, Value};

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-arg-in-run",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-arg-in-run.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told: Vec<usize> = Vec::new();
    for run in context.runs() {
        let (chain, _) = context.model.base_chain(run.stage);
        for read in run.item.instruction.shell_reads().iter().filter(|read| is_secret_name(&read.name)) {
            let inside = |stage: Option<usize>| stage.is_some_and(|index| chain.iter().any(|stage| stage.index == index));
            let mut definitions = context.model.definitions.iter().enumerate();
            let last = definitions.rfind(|(_, one)| one.item < run.index && *one.name == *read.name && inside(one.stage));
            let Some((index, definition)) = last.filter(|(index, one)| one.kind == DefinitionKind::Arg && !told.contains(index)) else { continue };
            let mounted = run.item.instruction.mounts().flat_map(|(_, mount)| mount.fields.iter().flatten()).any(|field| field.key == "env" && field.value.as_deref() == Some(&*read.name));
            let harmless = matches!(&definition.value, Value::Known(value) if is_harmless_value(value));
            if mounted || harmless {
                continue;
            }
            told.push(index);
            let declared = context.file.items()[definition.item].absolute(definition.span);
            let message = format!("the value of `{}` is recorded with this RUN in the image's history; use --mount=type=secret,id={},env={0}", read.name, read.name.to_ascii_lowercase());
            let arg = &context.file.items()[definition.item];
            let fix = context.model.stage_at(definition.item).and_then(|stage| use_secret_mount(context, stage, arg, &read.name));
            let finding = RULE.finding(run.item.absolute(read.span), message).replacing(&["secret-in-arg-env"], Some(declared)).related(declared, "declared as a build argument here");
            out.push(finding.maybe_fix(fix));
        }
    }
}
