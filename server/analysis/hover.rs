//! Owns hover texts: what an instruction, a flag, a stage, a variable or a finding means at a place.

use std::fmt::Write;

use super::Analysis;
use super::names::{Name, VariableName};
use super::practices::text as practices_text;
use crate::knowledge::image_reference::ImageReference;
use crate::knowledge::{images, practices, reference};
use crate::model::stage::{Base, ReferencePlace, Stage, StageReference, Target};
use crate::model::variable::{DefinitionKind, Origin, Value};
use crate::rules::{self, Finding};
use crate::syntax::Item;
use crate::text::Span;

/// A hover: Markdown for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What is explained; absolute.
    pub span: Span,
    /// The explanation.
    pub markdown: String,
}

impl Analysis {
    /// What there is to say at a byte offset: findings first, then what the word means.
    pub fn hover(&self, offset: usize) -> Option<Hover> {
        let mut parts = Vec::new();
        let mut span = None;
        for finding in self.findings().iter().filter(|finding| finding.span.touches(offset)) {
            span.get_or_insert(finding.span);
            parts.push(finding_text(finding));
        }
        if let Some((named, text)) = self.name_at(offset).and_then(|name| self.name_text(name)) {
            // The word is what the hover is about; a finding can cover much more.
            span = Some(named);
            parts.push(text);
        }
        if let Some((place, text)) = self.practice_at(offset) {
            span.get_or_insert(place);
            parts.push(text);
        }
        Some(Hover { span: span?, markdown: parts.join("\n\n---\n\n") })
    }

    fn name_text(&self, name: Name) -> Option<(Span, String)> {
        match name {
            Name::Stage(stage, span) => Some((span, self.stage_text(stage))),
            Name::Reference(found, span) => Some((span, self.reference_text(found)?)),
            Name::Definition(index, span) => Some((span, self.definition_text(index))),
            Name::Use(found) => Some((found.span, self.use_text(&found)?)),
            Name::HeredocEnd(item, index) => {
                let heredoc = &item.instruction.heredocs[index];
                let start = self.line(item.absolute(heredoc.marker).start as usize);
                Some((item.absolute(heredoc.end?), format!("Ends the heredoc `{}` that begins on line {start}.", heredoc.name)))
            }
            Name::Flag(item, flag) => {
                let keyword = item.keyword.name();
                let known = reference::flag(keyword, &flag.name)?;
                let value = if known.value.is_empty() { String::new() } else { format!("={}", known.value) };
                Some((item.absolute(flag.word.span), format!("**{keyword} `--{}{value}`**\n\n{}", flag.name, known.text.trim())))
            }
            Name::Keyword(item) => Some((item.absolute(item.instruction.keyword_span), keyword_text(item)?)),
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.file.source().newlines_before(offset) + 1
    }

    fn stage_text(&self, stage: &Stage) -> String {
        let mut text = format!("**Stage `{}`** (index {})\n\n", stage.name.as_ref().map_or("", |name| &*name.written), stage.index);
        match &stage.base {
            Base::Stage(parent) => _ = writeln!(text, "Built on {}.", self.model.stages[*parent].label()),
            Base::Scratch => text += "Built on nothing (`scratch`).\n",
            Base::Image(image) => text += &image_line(image),
            Base::Invalid(..) | Base::Blank | Base::Unknown => {}
        }
        let mut users: Vec<String> = Vec::new();
        for reference in self.model.references.iter().filter(|reference| reference.target == Target::Stage(stage.index)) {
            let what = match reference.place {
                ReferencePlace::From => "FROM",
                ReferencePlace::Copy => "COPY",
                ReferencePlace::Mount => "RUN --mount",
            };
            users.push(format!("{what} on line {}", self.line(self.file.items()[reference.item].start)));
        }
        let last = stage.index + 1 == self.model.stages.len();
        text += &match (users.is_empty(), last) {
            (true, true) => {
                "\nThe last stage: this becomes the image. `docker image inspect` tells its size, and `docker history` what each layer adds.\n"
                    .to_owned()
            }
            (true, false) => "\nNothing in this file uses it; `docker build --target` can.\n".to_owned(),
            (false, _) => format!("\nUsed by {}.\n", users.join(", ")),
        };
        if let Some(workdir) = stage.config.workdir.as_ref().and_then(Value::known) {
            _ = write!(text, "\n- working directory `{workdir}`");
        }
        if let Some(user) = stage.config.user.as_ref().and_then(Value::known) {
            _ = write!(text, "\n- user `{user}`");
        }
        self.scope_lines(stage, &mut text);
        let practice = stage.name().and_then(practices::stage);
        if let Some(practice) = practice {
            _ = write!(text, "\n\n{}", practices_text(practice));
        }
        text
    }

    /// The variables that the file itself puts into scope by the end of the stage.
    fn scope_lines(&self, stage: &Stage, text: &mut String) {
        let (chain, _) = self.model.base_chain(stage);
        let mut names: Vec<&str> = Vec::new();
        for definition in &self.model.definitions {
            let inside = definition.stage.is_some_and(|index| chain.iter().any(|stage| stage.index == index));
            if inside && !names.contains(&&*definition.name) {
                names.push(&definition.name);
            }
        }
        const MOST: usize = 12;
        if !names.is_empty() {
            let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
            let list: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
            _ = write!(text, "\n- variables in scope: {}{more}", list.join(", "));
        }
    }

    fn reference_text(&self, found: &StageReference) -> Option<String> {
        if let Some(stage) = self.stage_of(found) {
            return Some(self.stage_text(stage));
        }
        match found.target {
            Target::Image => {
                if &*found.text == "scratch" {
                    return Some(
                        "**`scratch`**: nothing at all. No shell, no libc, no certificates, no time zones, no users; only what COPY brings."
                            .to_owned(),
                    );
                }
                let image = ImageReference::parse(&found.text).ok()?;
                let mut text = format!("**Image `{}`**\n\n{}", found.text, image_line(&image));
                if let Some(family) = images::family(&image)
                    && let Some(counterpart) = &family.counterpart
                {
                    _ = writeln!(text, "\nFor the run time: {counterpart}.");
                }
                Some(text)
            }
            Target::Context => Some("Copies from the build context, as without the flag.".to_owned()),
            Target::Stage(_) | Target::NoSuchIndex | Target::PulledImage | Target::Variable => None,
        }
    }

    fn definition_text(&self, index: usize) -> String {
        let definition = &self.model.definitions[index];
        let kind = match definition.kind {
            DefinitionKind::GlobalArg => "Build argument, visible in FROM lines",
            DefinitionKind::Arg => "Build argument of this stage",
            DefinitionKind::Env => "Environment variable, also of the running container",
        };
        let mut text = format!("**`{}`**\n\n{kind}. {}", definition.name, value_text(&definition.value));
        let inherited = definition.kind == DefinitionKind::Arg && definition.value != Value::Input;
        if let Some(global) = self.global_definition(&definition.name).filter(|global| inherited && *global != index) {
            let global = &self.model.definitions[global];
            _ = write!(text, "\n\nDeclared before the first FROM on line {}.", self.line(self.file.items()[global.item].start));
        }
        text
    }

    fn use_text(&self, found: &VariableName) -> Option<String> {
        let name = &found.name;
        let reader = if found.in_shell { " The shell reads it while this runs." } else { "" };
        match &found.variable {
            Some(variable) => {
                let value = value_text(&variable.value);
                let from = match variable.origin {
                    Origin::Definition(index) => {
                        let definition = &self.model.definitions[index];
                        let kind = if definition.kind == DefinitionKind::Env { "ENV" } else { "ARG" };
                        format!("Set by {kind} on line {}.", self.line(self.file.items()[definition.item].absolute(definition.span).start as usize))
                    }
                    Origin::BaseImage => "Set by the base image.".to_owned(),
                    Origin::Builder => "Set by the builder.".to_owned(),
                };
                Some(format!("**`{name}`**\n\n{value} {from}{reader}"))
            }
            None => match self.global_definition(name) {
                Some(global) => {
                    let line = self.line(self.file.items()[self.model.definitions[global].item].start);
                    Some(format!(
                        "**`{name}`**\n\nNot visible here: the ARG on line {line} stands before the first FROM. Declare `ARG {name}` in this stage."
                    ))
                }
                // A shell has variables of its own, about which the file says nothing.
                None if found.in_shell => None,
                None if found.scope_known => Some(format!("**`{name}`**\n\nNothing sets it, so it is empty.")),
                None => Some(format!("**`{name}`**\n\nNothing in this file sets it; the base image may.")),
            },
        }
    }
}

fn keyword_text(item: &Item) -> Option<String> {
    let known = reference::instruction(item.keyword.name())?;
    Some(format!("```dockerfile\n{}\n```\n\n{}", known.usage, known.text.trim()))
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Known(text) if text.is_empty() => "Value: empty.".to_owned(),
        // A fence of two backticks lets the value hold one.
        Value::Known(text) => format!("Value: `` {} ``.", text.replace('\n', " ")),
        Value::Input => "No default value: `docker build --build-arg` gives it one.".to_owned(),
        Value::Opaque => "Its value is not known here.".to_owned(),
    }
}

fn image_line(image: &ImageReference) -> String {
    let mut facts: Vec<String> = Vec::new();
    if let Some(family) = images::family(image) {
        facts.push(match family.megabytes {
            Some(size) => format!("{} image, about {size} MB", family.kind),
            None => format!("{} image", family.kind),
        });
        match family.shell.as_deref() {
            Some("none") => facts.push("no shell".to_owned()),
            Some(shell) => facts.push(format!("shell {shell}")),
            None => {}
        }
    }
    if let Some(known) = images::lookup(image) {
        facts.push(known.suite.clone());
        facts.push(known.libc.replace("none", "no libc"));
        facts.extend(known.user.as_ref().map(|user| format!("user {user}")));
        facts.extend(known.workdir.as_ref().filter(|dir| *dir != "/").map(|dir| format!("working directory {dir}")));
    }
    let digest =
        if image.digest().is_some() { " (pinned by digest: each build starts from these very bytes, until somebody names others)" } else { "" };
    if facts.is_empty() {
        return format!("Image `{}`{digest}.\n", image.name());
    }
    format!("Image `{}`{digest}: {}.\n", image.name(), facts.join(", "))
}

/// Why it matters and how to mend it, from the rule's page. The message itself is left to the diagnostic, which editors show beside the hover.
fn finding_text(finding: &Finding) -> String {
    let page = finding.rule.docs;
    let title = page.lines().next().unwrap_or_default().trim_start_matches("# ");
    let why = section(page, "Why it matters").map_or(String::new(), |why| format!("\n\n{}", first_paragraph(why)));
    let how = section(page, "How to fix").map_or(String::new(), |how| format!("\n\n**How to fix:** {}", first_paragraph(how)));
    format!("**{title}** [{}]({}){why}{how}", finding.rule.id, rules::page_url(finding.rule.id))
}

fn section<'a>(page: &'a str, title: &str) -> Option<&'a str> {
    let start = page.find(&format!("\n## {title}\n"))? + title.len() + 5;
    let rest = &page[start..];
    Some(rest[..rest.find("\n## ").unwrap_or(rest.len())].trim())
}

fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::at_caret;

    fn hover(text: &str) -> String {
        let (analysis, offset) = at_caret(text);
        let hover = analysis.hover(offset).expect("something to say");
        format!("{} | {}", analysis.file().source().slice(hover.span), hover.markdown)
    }

    #[test]
    fn instructions_and_flags_are_explained() {
        assert!(hover("FROM a\nEX<|>POSE 80\n").starts_with("EXPOSE | ```dockerfile\nEXPOSE port"));
        assert!(hover("FROM a AS b\nFROM c\nCOPY --ch<|>own=1:1 a b\n").contains("**COPY `--chown=user[:group]`**"));
        assert!(hover("FROM a\nRUN --mo<|>unt=type=cache,target=/c x\n").contains("kept between builds"));
    }

    #[test]
    fn a_stage_tells_its_base_and_its_users() {
        let text = hover("FROM golang:1.24 AS build\nARG V=1\nFROM scratch\nCOPY --from=bui<|>ld /a /a\n");
        assert!(text.starts_with("build | **Stage `build`** (index 0)"), "{text}");
        for part in ["toolchain image, about 880 MB", "trixie", "Used by COPY on line 4", "working directory `/go`", "`V`"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(hover("FROM scra<|>tch\n").contains("nothing at all"));
    }

    #[test]
    fn a_variable_tells_its_value_and_where_it_comes_from() {
        assert!(hover("FROM a\nENV A=1\nENV B=$<|>A\n").contains("Value: `` 1 ``. Set by ENV on line 2."));
        assert!(hover("FROM golang:1.24\nENV B=$GO<|>PATH\n").contains("/go ``. Set by the base image."));
        assert!(hover("ARG V=1\nFROM a\nRUN echo $<|>V\n").contains("ARG on line 1 stands before the first FROM"));
        assert!(hover("FROM a:$TARGET<|>ARCH\n").contains("Set by the builder."));
        assert!(hover("FROM a\nARG <|>V\n").contains("--build-arg"));
    }

    #[test]
    fn nothing_is_said_of_the_shells_own_variables() {
        let (analysis, offset) = at_caret("FROM a\nRUN for f in *; do echo \"$<|>f\"; done\n");
        assert_eq!(analysis.hover(offset), None);
    }
}
