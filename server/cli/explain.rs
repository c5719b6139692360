//! Owns `stagewright explain` and `stagewright rules`.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Outcome;
use crate::rules::{self, Profile, RULES};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Rule id, or the id of the same rule in another tool
    rule: String,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// One array for other programs
    Json,
}

/// Prints a rule's page, or the pages of all rules that another tool has one id for.
///
/// # Errors
/// When there is no such rule, or the output cannot be written.
pub fn explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Outcome, String> {
    let found = rules::find(&args.rule);
    if found.is_empty() {
        let hint =
            rules::suggest::nearest(&args.rule, RULES.iter().map(|rule| rule.id)).map_or(String::new(), |id| format!("; did you mean `{id}`?"));
        return Err(format!("there is no rule `{}`{hint} (`stagewright rules` lists them)", args.rule));
    }
    let pages: Vec<&str> = found.iter().map(|rule| rule.docs).collect();
    write!(out, "{}", pages.join("\n---\n\n")).map_err(|error| error.to_string())?;
    Ok(Outcome::Clean)
}

/// Lists all rules.
///
/// # Errors
/// When the output cannot be written.
pub fn list(args: &RulesArgs, out: &mut dyn Write) -> Result<Outcome, String> {
    let written = match args.format {
        Format::Text => RULES.iter().try_for_each(|rule| writeln!(out, "{:<32} {:<8} {}", rule.id, rule.severity.name(), rules::summary(rule))),
        Format::Json => {
            let profiles =
                |of: &[Profile]| Profile::ALL.iter().filter(|(_, profile)| of.contains(profile)).map(|(name, _)| *name).collect::<Vec<_>>();
            let rows: Vec<_> = RULES
                .iter()
                .map(|rule| {
                    json!({
                        "id": rule.id,
                        "severity": rule.severity.name(),
                        "aliases": rule.aliases,
                        "profiles": profiles(rule.profiles),
                        "summary": rules::summary(rule),
                        "url": rules::page_url(rule.id),
                    })
                })
                .collect();
            serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from).and_then(|()| writeln!(out))
        }
    };
    written.map_err(|error| error.to_string())?;
    Ok(Outcome::Clean)
}
