//! wget that fills the log with dots.

use super::build_signals::base_family;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::stage::Base;
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "wget-progress",
    severity: Severity::Hint,
    aliases: &["DL3047"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/wget-progress.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        for (index, command) in commands.iter().enumerate().filter(|(_, command)| command.name() == "wget" && !is_quiet(command)) {
            if is_busybox(context, &run) || leads_elsewhere(&commands[index..]) {
                continue;
            }
            let name = run.item.absolute(command.name_span());
            let fix = Fix::safe("Add --progress=dot:giga", vec![replace(Span::new(name.end as usize, name.end as usize), " --progress=dot:giga")]);
            let finding = RULE.finding(name, "the progress bar of wget fills the log with lines; add `--progress=dot:giga` or `-nv`");
            out.push(if run.item.instruction.is_json() { finding } else { finding.fix(fix) });
        }
    }
}

/// Whether an option makes wget say less, or something else, or has it say it elsewhere.
fn is_quiet(command: &Command) -> bool {
    command.arguments().is_empty()
        || command.arguments().iter().any(|word| {
            let text = &*word.text;
            let long = ["--progress", "--quiet", "--no-verbose", "--output-file", "--append-output", "--version", "--help", "--spider", "--background"];
            let letters = text.strip_prefix('-').filter(|rest| !rest.starts_with('-')).unwrap_or_default();
            // Letters behind one that takes a value belong to the value.
            let letters = letters.split_inclusive(['O', 'P', 'U', 'T', 't', 'e', 'i']).next().unwrap_or_default();
            long.iter().any(|option| text.starts_with(option)) || letters.contains(['q', 'o', 'a', 'b', 'V']) || letters == "nv"
        })
}

/// wget prints to the error output; a redirection of that counts.
fn leads_elsewhere(commands: &[Command]) -> bool {
    let Some((command, later)) = commands.split_first() else { return false };
    let errors = |command: &Command| command.redirects.iter().any(|redirect| redirect.operator.starts_with("2>") || redirect.operator.starts_with('&') || redirect.operator.ends_with(">&"));
    errors(command) && !later.iter().take(1).any(|next| next.joint == Joint::Pipe && next.name() == "tee")
}

/// The wget of busybox has no such option. It is the one of alpine, unless the package is installed.
fn is_busybox(context: &Context, run: &Run) -> bool {
    let (chain, base) = context.model.base_chain(run.stage);
    let named = matches!(base, Base::Image(image) if image.tag().is_some_and(|tag| tag.contains("alpine")) || image.familiar_name().contains("alpine"));
    let small = named || base_family(context, run.stage).is_some_and(|family| family.shell.as_deref() == Some("ash"));
    let before = || context.runs().take_while(|before| before.index <= run.index).filter(|before| chain.iter().any(|stage| stage.index == before.stage.index));
    let of_apk = |command: &Command| package_command(command).is_some_and(|found| found.manager.id == "apk" && found.action == PackageAction::Install);
    let small = small || before().any(|before| before.script.commands.iter().any(of_apk));
    let installs = |command: &Command| of_apk(command) && command.arguments().iter().any(|word| word.text.split(['=', '~']).next() == Some("wget"));
    small && !before().any(|before| before.script.commands.iter().any(installs))
}
