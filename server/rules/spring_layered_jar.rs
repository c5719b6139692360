//! The archive of a Spring Boot application as one layer.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::CopiedFrom;
use crate::model::steps::step;

/// See the page.
pub static RULE: Rule = Rule {
    id: "spring-layered-jar",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/spring-layered-jar.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage() else { return };
    let mentions = |word: &str| context.items().any(|(_, item)| item.instruction.text.contains(word));
    // Whoever takes the archive apart, by Spring's own means or by others, has thought of it.
    if ["jarmode", "layertools", "BOOT-INF", "spring-boot:build-image", "bootBuildImage", "jlink", "native-image"].into_iter().any(mentions) {
        return;
    }
    let manifest = |name: &str| context.workspace.text(name).is_some_and(|text| text.contains("spring-boot") || text.contains("org.springframework.boot"));
    let is_spring = ["bootJar", "spring-boot:repackage", "spring-boot"].into_iter().any(mentions)
        || ["pom.xml", "build.gradle", "build.gradle.kts"].into_iter().any(manifest);
    for copied in context.copies_of(last.index).filter(|_| is_spring) {
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let (chain, _) = context.model.base_chain(&context.model.stages[source]);
        let built = context.runs_of(&chain).flat_map(|run| &run.script.commands).any(|command| step(command).is_some_and(|step| matches!(step.ecosystem.as_str(), "maven" | "gradle")));
        for (word, _) in copied.sources.iter().filter(|(word, _)| built && word.text.ends_with(".jar")) {
            let item = &context.file.items()[copied.item];
            let message = "the archive holds all libraries, so each build ships them again in one layer; extract it into layers, of which only the last one changes";
            out.push(RULE.finding(item.absolute(word.span), message));
        }
    }
}
