//! Packages that are installed in whatever version is the newest on that day.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::steps::{PackageAction, PackageCommand, package_command};
use crate::syntax::ShellWord;

/// See the page.
pub static RULE: Rule = Rule {
    id: "unpinned-package",
    severity: Severity::Hint,
    aliases: &["DL3008", "DL3013", "DL3016", "DL3018", "DL3028", "DL3033", "DL3037", "DL3041", "DL3062"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/unpinned-package.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in &run.script.commands {
            let Some(found) = package_command(command).filter(|found| found.action == PackageAction::Install) else { continue };
            if !names_packages(&found) || version_is_an_option(&found) {
                continue;
            }
            let loose: Vec<_> = found.packages.iter().filter(|word| is_loose(context, &run, &found, word)).collect();
            let Some(first) = loose.first() else { continue };
            let more = if loose.len() > 1 { format!(" (and {} more)", loose.len() - 1) } else { String::new() };
            let message = format!("`{}`{more} comes in whatever version is the newest at the time; name one: {}", first.text, example(&found.manager.id));
            let finding = RULE.finding(run.item.absolute(first.span), message);
            out.push(match found.manager.id.as_str() {
                "apt" => finding.aliased(&["DL3008"]),
                "pip" => finding.aliased(&["DL3013"]),
                "npm" => finding.aliased(&["DL3016"]),
                "apk" => finding.aliased(&["DL3018"]),
                "gem" => finding.aliased(&["DL3028"]),
                "yum" => finding.aliased(&["DL3033"]),
                "zypper" => finding.aliased(&["DL3037"]),
                "dnf" => finding.aliased(&["DL3041"]),
                "go" => finding.aliased(&["DL3062"]),
                _ => finding.aliased(&[]).only(&[Profile::Strict]),
            });
        }
    }
}

fn example(manager: &str) -> &'static str {
    match manager {
        "apt" | "apk" | "zypper" => "`name=1.2.3`",
        "yum" | "dnf" | "tdnf" => "`name-1.2.3`",
        "pip" => "`name==1.2.3`",
        "gem" => "`name:1.2.3`",
        "go" => "`path@v1.2.3`",
        _ => "`name@1.2.3`",
    }
}

/// Groups and build dependencies have no version, and a rolling distribution has but one of each package.
fn names_packages(found: &PackageCommand) -> bool {
    matches!(&*found.verb.text, "install" | "in" | "add" | "i" | "get") && found.manager.id != "pacman"
}

/// Options that give the version of what is named, or a file that gives all of them.
fn version_is_an_option(found: &PackageCommand) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| found.has_option(name));
    match found.manager.id.as_str() {
        "gem" => any(&["-v", "--version"]),
        "cargo" => any(&["--version", "--vers", "--path", "--rev", "--tag", "--branch"]),
        "pip" => any(&["-c", "--constraint", "--require-hashes"]),
        _ => false,
    }
}

/// Whether a word, once its variables are known, names a package without a version.
fn is_loose(context: &Context, run: &Run, found: &PackageCommand, word: &ShellWord) -> bool {
    let commands = &run.script.commands;
    let Some(text) = context.model.resolved(run.index, commands, word) else { return false };
    text.split_whitespace().any(|package| is_loose_name(found, package))
}

fn is_loose_name(found: &PackageCommand, package: &str) -> bool {
    let id = found.manager.id.as_str();
    // Files, folders and patterns of files.
    let is_file = package.starts_with(['.', '/', '~']) || [".deb", ".apk", ".rpm", ".whl", ".tar.gz", ".tgz", ".zip", ".gem"].iter().any(|ending| package.ends_with(ending));
    if is_file {
        return false;
    }
    let rest = match id {
        // `git+https://host/x@v1` and `https://host/x.zip`: what stands in the address decides.
        "pip" if package.contains("://") => return package.starts_with("git+") && !package.rsplit("://").next().is_some_and(|path| path.rsplit('/').next().is_some_and(|name| name.contains('@'))),
        "pip" if package.contains(['/', '%']) => return false,
        // pip itself and its helpers are brought up to date on purpose.
        "pip" if (found.has_option("-U") || found.has_option("--upgrade")) && matches!(package, "pip" | "setuptools" | "wheel") => return false,
        "npm" | "yarn" | "pnpm" if package.contains("://") || package.starts_with("file:") => return package.starts_with("git") && !package.contains('#'),
        "npm" | "yarn" | "pnpm" => package.strip_prefix('@').unwrap_or(package),
        // `package/release` and `package-` name a source and a removal; `@group` and `name(capability)` have no versions.
        "apt" if package.contains('/') || package.ends_with('-') => return false,
        "apk" if package.starts_with('!') => return false,
        "yum" | "dnf" | "tdnf" | "zypper" if package.starts_with('@') || package.contains(['(', '/', ':']) => return false,
        "gem" if package == "--" => return false,
        // Only a path with a host names a module from elsewhere.
        "go" if !package.split('/').next().is_some_and(|host| host.contains('.')) => return false,
        _ => package,
    };
    // A name that moves along is no version.
    let tag = rest.rsplit_once('@').map(|(_, version)| version);
    if matches!(id, "npm" | "yarn" | "pnpm" | "go") && matches!(tag, Some("latest" | "next" | "none" | "")) {
        return true;
    }
    !found.manager.version.iter().any(|sign| match sign.strip_suffix("[0-9]") {
        Some(sign) => rest.match_indices(sign).any(|(at, _)| rest[at + sign.len()..].starts_with(|c: char| c.is_ascii_digit())),
        None => rest.contains(sign.as_str()),
    })
}
