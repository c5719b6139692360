//! A pattern for archives that matches more than one.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::{CopiedFrom, basename};
use crate::model::steps::step;

/// See the page.
pub static RULE: Rule = Rule {
    id: "java-fat-jar-glob",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/java-fat-jar-glob.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        let Some(copied) = context.copied(index) else { continue };
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let Some(builder) = context.model.stages.get(source) else { continue };
        let (chain, _) = context.model.base_chain(builder);
        if !copied.destination_word.text.ends_with(".jar") {
            continue;
        }
        // `bootJar` and `shadowJar` alone make one archive; `build` and `assemble` make a plain one beside it.
        let runs = context.runs_of(&chain);
        let several = runs.flat_map(|run| &run.script.commands).any(|command| step(command).is_some_and(|step| step.ecosystem == "gradle") && (command.has("build") || command.has("assemble")));
        for (word, _) in copied.sources.iter().filter(|(word, _)| basename(&word.text) == "*.jar" && word.text.contains("build/libs/")) {
            if several {
                let message = "Gradle's build also makes a plain archive beside the one that runs, so this matches two files; run bootJar, or name the archive";
                out.push(RULE.finding(item.absolute(word.span), message));
            }
        }
    }
}
