//! A program from the network that nothing checks.

use super::downloads::{Download, downloads};
use super::{Check, Context, Finding, Profile, Rule, Run, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "download-no-verify",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/download-no-verify.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let Some(found) = downloads(&run.script.commands).find(is_program) else { continue };
        if is_verified(context, &run) {
            continue;
        }
        let message = "nothing checks that this is the file that was meant; compare it with a sum (`sha256sum -c`), or use `ADD --checksum=`";
        out.push(RULE.finding(run.item.absolute(found.url.span), message));
    }
}

/// Archives, packages and what goes where programs are. A pipe into an interpreter is another rule's.
fn is_program(download: &Download) -> bool {
    const ENDINGS: [&str; 14] = [".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", ".zip", ".deb", ".rpm", ".apk", ".whl", ".jar", ".bin"];
    let address = download.url.text.split(['?', '#']).next().unwrap_or_default();
    let file = download.file.as_deref().unwrap_or_default();
    address.starts_with("http") && (ENDINGS.iter().any(|ending| address.ends_with(ending) || file.ends_with(ending)) || file.contains("/bin/"))
}

/// Whether a command of the stage compares a sum or a signature.
fn is_verified(context: &Context, run: &Run) -> bool {
    const SIGNS: [&str; 12] = ["sum -c", "sum --check", "sum -sc", "sum --", "shasum", "gpg", "cosign", "minisign", "openssl dgst", "sha256", "sha512", "checksum"];
    let told = |text: &str| SIGNS.iter().any(|sign| text.contains(sign));
    context.runs_of(&[run.stage]).filter(|other| other.index >= run.index).any(|other| told(&other.item.instruction.text.to_ascii_lowercase()))
}
