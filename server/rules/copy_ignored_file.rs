//! COPY of a path that .dockerignore leaves out.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword, Word};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-ignored-file",
    severity: Severity::Warning,
    aliases: &["buildkit/CopyIgnoredFile"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/copy-ignored-file.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    // With exceptions in the file, BuildKit does not judge single paths either.
    let Some(ignore) = context.workspace.dockerignore().filter(|ignore| !ignore.has_exceptions()) else { return };
    for (index, item) in context.items() {
        let instruction = &*item.instruction;
        if !matches!(item.keyword, Keyword::Copy | Keyword::Add) || instruction.flag("from").is_some() {
            continue;
        }
        let Some((_, sources)) = instruction.words().split_last() else { continue };
        for source in sources.iter().filter(|source| !is_heredoc(instruction, source)) {
            let Some(path) = context.model.expanded(index, source).filter(|path| path.certain) else { continue };
            let path = path.text.trim_start_matches('/');
            let root = matches!(path, "" | "." | "./");
            if (root && ignore.excludes_everything()) || (!root && !path.contains("://") && ignore.excludes(path)) {
                out.push(RULE.finding(item.absolute(source.span), format!("`{}` is left out of the build context by .dockerignore", source.text)));
            }
        }
    }
}

fn is_heredoc(instruction: &Instruction, word: &Word) -> bool {
    instruction.heredocs.iter().any(|heredoc| heredoc.marker.meets(word.span))
}
