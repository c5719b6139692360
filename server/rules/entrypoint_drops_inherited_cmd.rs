//! ENTRYPOINT resets the CMD that it was going to start.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::config::Command;
use crate::model::stage::{Base, Stage};
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "entrypoint-drops-inherited-cmd",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/entrypoint-drops-inherited-cmd.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let items = context.model.stage_items(context.file, stage);
        let Some(item) = items.iter().rev().find(|item| item.keyword == Keyword::Entrypoint) else { continue };
        // With arguments of its own it can do without a CMD; a script alone usually starts what it is given.
        let alone = item.instruction.is_json() && item.instruction.words().len() == 1;
        if !alone || items.iter().any(|item| item.keyword == Keyword::Cmd) {
            continue;
        }
        let Some((command, whose)) = inherited(context, stage) else { continue };
        if is_shell(&command) || matches!(stage.base, Base::Image(_)) && !(is_server(&command) && is_script(item)) {
            continue;
        }
        let message = format!("this ENTRYPOINT drops the CMD of {whose}, and nothing takes its place");
        let span = item.absolute(item.instruction.rest_span());
        out.push(RULE.finding(span, message).fix(fix(context, item, &command)));
    }
}

fn inherited(context: &Context, stage: &Stage) -> Option<(Command, String)> {
    match &stage.base {
        Base::Stage(parent) => {
            let parent = &context.model.stages[*parent];
            Some((parent.config.cmd.clone()?, parent.label()))
        }
        Base::Image(image) => {
            let words = images::lookup(image)?.cmd.as_ref()?;
            Some((Command::Exec(words.iter().map(|word| word.as_str().into()).collect()), format!("`{}`", image.as_str())))
        }
        _ => None,
    }
}

fn program(command: &Command) -> &str {
    let words = match command {
        Command::Exec(words) => words.first().map_or("", |word| word),
        Command::Shell(text) => text.split_whitespace().next().unwrap_or_default(),
    };
    words.rsplit('/').next().unwrap_or_default()
}

/// A shell or interpreter that waits for input is only there so that the image starts at all.
fn is_shell(command: &Command) -> bool {
    matches!(program(command), "sh" | "bash" | "ash" | "")
}

fn is_server(command: &Command) -> bool {
    matches!(program(command), "nginx" | "httpd-foreground" | "apache2-foreground" | "php-fpm")
}

fn is_script(item: &Item) -> bool {
    item.instruction.words().first().is_some_and(|word| word.text.ends_with(".sh") || word.text.contains("entrypoint"))
}

fn fix(context: &Context, item: &Item, command: &Command) -> Fix {
    let text = match command {
        Command::Exec(words) => {
            let list: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))).collect();
            format!("CMD [{}]", list.join(", "))
        }
        Command::Shell(text) => format!("CMD {text}"),
    };
    let line = format!("{}{text}", context.file.source().line_ending());
    Fix::review("Set the CMD again", vec![replace(Span::new(item.end, item.end), line)])
}
