//! `--from` with a number that is no stage's, a misspelt stage name, or something that is no image either.

use super::rule::replace;
use super::suggest::{Budget, nearest};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::model::stage::{ReferencePlace, Target};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-unknown",
    severity: Severity::Error,
    aliases: &["DL3022"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/copy-from-unknown.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut budget = Budget::default();
    for reference in &context.model.references {
        if reference.place == ReferencePlace::From {
            continue;
        }
        if context.options.build_contexts.iter().any(|name| **name == *reference.text) {
            continue;
        }
        let span = context.file.items()[reference.item].absolute(reference.span);
        match reference.target {
            Target::NoSuchIndex => {
                let count = context.model.stages.len();
                let last = count.saturating_sub(1);
                out.push(RULE.refusal(span, format!("there is no stage {}: stages count from 0 to {last}", reference.text)));
            }
            Target::Image => {
                let names = context.model.stages[..reference.stage].iter().filter_map(|stage| stage.name());
                let plain = !reference.text.contains(['/', ':', '@', '.']);
                let typo = if plain && budget.spend(reference.stage) { nearest(&reference.text, names) } else { None };
                let error = ImageReference::parse(&reference.text).err().filter(|_| !reference.text.is_empty());
                let fix = typo.filter(|_| reference.editable).map(|name| Fix::review(format!("Change to {name}"), vec![replace(span, name)]));
                let hint = typo.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
                if let Some(error) = error {
                    let message = format!("`{}` is no stage, and as an image name it {}{hint}", reference.text, error.reason());
                    out.push(RULE.refusal(span, message).maybe_fix(fix));
                } else if typo.is_some() {
                    // BuildKit would pull an image of that name, or take a build context that was given one.
                    let message = format!("no stage is called `{}`, so an image of that name is pulled{hint}", reference.text);
                    let finding = RULE.finding(span, message).severity(Severity::Warning).maybe_fix(fix);
                    // The stage that is meant only looks unused because of this.
                    let meant = context.model.stages[..reference.stage].iter().rfind(|stage| stage.name() == typo).map(|stage| &context.file.items()[stage.from]);
                    out.push(match meant {
                        Some(from) => finding.replacing(&["unused-stage"], Some(from.absolute(from.instruction.header_span()))),
                        None => finding,
                    });
                }
            }
            _ => {}
        }
    }
}
