//! Two stages of one name.

use std::collections::HashMap;

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "duplicate-stage-name",
    severity: Severity::Warning,
    aliases: &["CKV_DOCKER_11", "DL3024", "DS-0012", "buildkit/DuplicateStageName"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/duplicate-stage-name.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for stage in &context.model.stages {
        let Some(name) = &stage.name else { continue };
        let item = &context.file.items()[stage.from];
        match first.get(&*name.name) {
            None => {
                first.insert(&name.name, stage.index);
            }
            Some(&earlier) => {
                let earlier = &context.model.stages[earlier];
                let message = format!("stage name `{}` is taken; COPY --from={} means this one, FROM the nearest above", name.written, name.name);
                let mut finding = RULE.finding(item.absolute(name.span), message);
                if let Some(other) = &earlier.name {
                    finding = finding.related(context.file.items()[earlier.from].absolute(other.span), "first stage of that name");
                }
                out.push(finding);
            }
        }
    }
}
