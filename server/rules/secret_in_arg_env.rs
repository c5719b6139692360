//! A secret in ARG or ENV.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Keyword, Word};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-in-arg-env",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0010", "DL3064", "DS-0031", "S6472", "buildkit/SecretsUsedInArgOrEnv"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/secret-in-arg-env.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        let instruction = &*item.instruction;
        if context.model.stage_of[index].is_none() {
            continue;
        }
        let mut look = |name: &str, span: Span, keeps: &str| {
            if is_secret_name(name) {
                out.push(RULE.finding(item.absolute(span), format!("`{name}` looks like a secret, and {keeps}; use RUN --mount=type=secret")));
            }
        };
        match instruction.keyword {
            Keyword::Arg => {
                for word in instruction.words() {
                    let name = word.text.split('=').next().unwrap_or_default();
                    look(name, instruction.span_in(word, 0..name.len()), "build arguments can be read in the image's history");
                }
            }
            Keyword::Env => {
                for pair in instruction.pairs() {
                    let key = expanded(context, index, &pair.key);
                    look(&key, pair.key.span, "ENV is stored in the image for everybody who can pull it");
                }
            }
            _ => {}
        }
    }
}

fn expanded(context: &Context, item: usize, word: &Word) -> String {
    context.model.expanded(item, word).map_or_else(|| word.text.to_string(), |value| value.text.into_owned())
}

/// BuildKit's own idea of a secret's name (dockerfile2llb, validateNoSecretKey): one of these words between underscores, and none of the harmless ones.
fn is_secret_name(name: &str) -> bool {
    const SECRET: [&str; 10] = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const HARMLESS: [&str; 3] = ["public", "file", "version"];
    let has = |list: &[&str]| name.split('_').any(|word| list.iter().any(|known| known.eq_ignore_ascii_case(word)));
    has(&SECRET) && !has(&HARMLESS)
}
