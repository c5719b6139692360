//! COPY to a relative path in a stage without a working directory.

use super::copies::copies;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-relative-no-workdir",
    severity: Severity::Warning,
    aliases: &["DL3045"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/copy-relative-no-workdir.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        let word = copy.destination;
        let Some(path) = context.model.expanded(copy.index, word).filter(|path| path.certain) else { continue };
        let relative = path.text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') && !path.text.contains(':');
        let nothing_set = context.model.situation(copy.index).is_some_and(|situation| situation.workdir.is_none());
        if !relative || !nothing_set {
            continue;
        }
        let message = format!("no WORKDIR is set, so `{}` starts from the root of the image", word.text);
        let fix = (word.is_plain_source() && *path.text == *word.text).then(|| {
            let below = word.text.trim_start_matches("./");
            let absolute = if below == "." { "/".to_owned() } else { format!("/{below}") };
            Fix::review(format!("Write {absolute}"), vec![replace(copy.item.absolute(word.span), absolute)])
        });
        out.push(RULE.finding(copy.item.absolute(word.span), message).maybe_fix(fix));
    }
}
