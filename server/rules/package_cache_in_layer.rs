//! Caches and lists of package managers that stay in a layer that is shipped.

use super::package_leftovers::{Leftover, leftovers};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "package-cache-in-layer",
    severity: Severity::Information,
    aliases: &["DKL-DI-0004", "DKL-DI-0005", "DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060", "DS-0015", "DS-0019", "DS-0020", "DS-0025", "DS-0027"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/package-cache-in-layer.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    for run in context.runs_of(&shipped) {
        let found = leftovers(context, &run);
        let Some(first) = found.first() else { continue };
        // Where a later RUN cleans up, the rule about that speaks.
        if first.cleaned_later.is_some() {
            continue;
        }
        let id = first.manager.id.as_str();
        let aliases: &[&str] = match id {
            "apt" => &["DKL-DI-0005", "DL3009"],
            "apk" => &["DKL-DI-0004", "DL3019", "DS-0025"],
            "yum" => &["DL3032", "DS-0015"],
            "zypper" => &["DL3036", "DS-0020"],
            "dnf" => &["DL3040", "DS-0019"],
            "pip" => &["DL3042"],
            "yarn" => &["DL3060"],
            _ => &[],
        };
        let others: Vec<_> = found[1..].iter().map(|other| other.manager.id.as_str()).filter(|other| *other != id).collect();
        let more = if others.is_empty() { String::new() } else { format!(" (so do {})", others.join(", ")) };
        let message = format!("{} in {} in the layer{more}; {}", kept(id), first.manager.leftovers.first().map_or("", String::as_str), advice(id));
        out.push(RULE.finding(run.item.absolute(first.span), message).aliased(aliases).maybe_fix(fix(&run, first)));
    }
}

fn kept(id: &str) -> &'static str {
    match id {
        "apt" => "the lists of packages stay",
        _ => "what was downloaded stays",
    }
}

fn advice(id: &str) -> &'static str {
    match id {
        "apt" => "remove them in the same RUN, or mount a cache there",
        "apk" => "add `--no-cache`",
        "pip" => "add `--no-cache-dir`, or mount a cache there",
        "yarn" => "run `yarn cache clean` in the same RUN, or mount a cache there",
        "npm" => "run `npm cache clean --force` in the same RUN, or mount a cache there",
        _ => "clean up in the same RUN, or mount a cache there",
    }
}

fn fix(run: &Run, found: &Leftover) -> Option<Fix> {
    let at = |span: Span| Span::new(span.end as usize, span.end as usize);
    let option = found.manager.lean.first();
    if let Some(option) = option {
        return Some(Fix::review(format!("Add {option}"), vec![replace(at(run.item.absolute(found.verb)), format!(" {option}"))]));
    }
    // Behind the last command, if everything before it is one chain of `&&`.
    let last = run.script.commands.last().filter(|_| found.is_chain)?;
    let clean = match found.manager.id.as_str() {
        "apt" => "rm -rf /var/lib/apt/lists/*".to_owned(),
        _ => found.manager.clean.iter().find(|words| words.first().map(String::as_str) == Some(&found.program))?.join(" "),
    };
    let instruction = &run.item.instruction;
    let several = instruction.line.source_span(instruction.rest.clone());
    let broken = instruction.text[several.range()].contains('\n');
    let join = if broken { format!(" {}\n    && ", instruction.escape) } else { " && ".to_owned() };
    let end = run.item.absolute(last.span);
    Some(Fix::review(format!("Add `{clean}`"), vec![replace(at(end), format!("{join}{clean}"))]))
}
