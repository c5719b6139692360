//! ADD for files that COPY would copy.

use super::copies::{FileCopy, copies, file_name};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::source_kind::{SourceKind, source_kind};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-instead-of-copy",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0009", "CKV_DOCKER_4", "DL3020", "DS-0005", "S7029"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/add-instead-of-copy.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.item.keyword == Keyword::Add && is_plain_copy(copy)) {
        let instruction = copy.instruction();
        let text = if instruction.keyword_text() == "add" { "copy" } else { "COPY" };
        let span = copy.item.absolute(instruction.keyword_span);
        let message = "ADD does more than copy: it downloads, clones and unpacks; COPY says that these are plain files";
        let fix = (instruction.keyword_span.len() == instruction.keyword_text().len()).then(|| Fix::review(format!("Use {text}"), vec![replace(span, text)]));
        out.push(RULE.finding(span, message).maybe_fix(fix));
    }
}

/// Only local paths, none of them an archive by its name, and no flag that COPY does not have.
fn is_plain_copy(copy: &FileCopy) -> bool {
    let local = |text: &str| !text.contains('$') && !text.starts_with("github.com/") && source_kind(text) == SourceKind::Path && !is_archive(text);
    let special = ["checksum", "unpack", "keep-git-dir"].iter().any(|flag| copy.instruction().flag(flag).is_some());
    !special && copy.instruction().heredocs.is_empty() && copy.sources.iter().all(|source| local(source.text.trim_matches(['"', '\''])))
}

fn is_archive(path: &str) -> bool {
    const ENDINGS: [&str; 15] =
        [".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".tbz", ".xz", ".txz", ".lzma", ".z", ".lz", ".tlz", ".tpz", ".zst", ".tzst"];
    let name = file_name(path).to_ascii_lowercase();
    // A pattern in the ending may stand for any of them.
    name.contains(".tar") || ENDINGS.iter().any(|ending| name.ends_with(ending)) || name.rsplit('.').next().is_some_and(|ending| name.contains('.') && ending.starts_with('*'))
}
