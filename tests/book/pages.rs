//! The table of contents and the index of the rules, from the rules themselves and `docs/themes.toml`.

use std::fmt::Write;
use std::sync::Arc;

use serde::Deserialize;
use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::rules::{self, Profile, RULES, Rule};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::NoWorkspace;

use super::{all_pages, blocks, generated, read};

#[derive(Deserialize)]
struct Themes {
    theme: Vec<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    title: String,
    rules: Vec<String>,
}

/// Themes with their rules, sorted by id; rules that no theme names stand at the end.
fn themes() -> Vec<(String, Vec<&'static Rule>)> {
    let themes: Themes = toml::from_str(&read("themes.toml")).expect("TOML");
    let mut found: Vec<(String, Vec<&'static Rule>)> = Vec::new();
    for theme in &themes.theme {
        found.push((theme.title.clone(), RULES.iter().copied().filter(|rule| theme.rules.iter().any(|id| id == rule.id)).collect()));
    }
    let named = |rule: &&Rule| themes.theme.iter().any(|theme| theme.rules.iter().any(|id| id == rule.id));
    found.push(("More".to_owned(), RULES.iter().copied().filter(|rule| !named(rule)).collect()));
    found.retain(|(_, rules)| !rules.is_empty());
    found
}

fn title(rule: &Rule) -> &'static str {
    rule.docs.lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// Whether the first bad example of the page can be mended, and how.
fn fix(rule: &Rule) -> &'static str {
    let blocks = blocks(rule.docs);
    let Some((_, text)) = blocks.iter().find(|(kind, _)| *kind == "dockerfile,bad") else { return "" };
    let config = Config { select: vec![Selector::Rule(rule.id)], ..Config::default() };
    let analysis = Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(config), Arc::new(NoWorkspace));
    match analysis.findings().iter().find_map(|finding| finding.fixes.first()) {
        Some(fix) if fix.safe => "safe",
        Some(_) => "review",
        None => "",
    }
}

#[test]
fn the_contents_list_every_page() {
    let mut text = "<!-- Generated: see tests/book. -->\n\n# Summary\n\n[stagewright](index.md)\n\n# Guide\n\n".to_owned();
    text += "- [Getting started](getting-started.md)\n- [Editors](editors.md)\n- [Configuration](configuration.md)\n";
    text += "- [Comments that silence findings](suppressions.md)\n- [ShellCheck for RUN](shellcheck.md)\n- [Continuous integration](ci.md)\n- [How multi-stage builds work](multi-stage.md)\n\n";
    text += "# Rules\n\n- [All rules](rules.md)\n- [Rules of other tools](coverage.md)\n";
    for (theme, rules) in themes() {
        writeln!(text, "- [{theme}]()").expect("a string");
        for rule in rules {
            writeln!(text, "  - [{}](rules/{}.md)", title(rule).replace(['[', ']'], ""), rule.id).expect("a string");
        }
    }
    text += "\n# Inside\n\n- [How it is built](architecture.md)\n- [Performance](performance.md)\n";
    generated("SUMMARY.md", &text);
    for page in all_pages() {
        assert!(page == "SUMMARY.md" || text.contains(&format!("]({page})")), "{page} is not in the contents");
    }
}

#[test]
fn the_index_lists_every_rule() {
    let mut text = "<!-- Generated: see tests/book. -->\n\n# All rules\n\n".to_owned();
    text += "The *fix* is *safe* if no build that works today gives another image afterwards, and *review* if somebody should look at it first.\n";
    text += "Profiles: *r* recommended, *s* strict, *b* BuildKit, *h* hadolint.\n";
    let letters = [(Profile::Recommended, "r"), (Profile::Strict, "s"), (Profile::Buildkit, "b"), (Profile::Hadolint, "h")];
    for (theme, rules) in themes() {
        write!(text, "\n## {theme}\n\n| rule | severity | profiles | fix | ids of other tools | |\n|---|---|---|---|---|---|\n").expect("a string");
        for rule in rules {
            let profiles: String = letters.iter().filter(|(profile, _)| rule.profiles.contains(profile)).map(|(_, letter)| *letter).collect();
            let aliases: Vec<String> = rule.aliases.iter().map(|alias| alias.trim_start_matches("buildkit/").to_owned()).collect();
            let (id, severity) = (rule.id, rule.severity.name());
            let summary = rules::summary(rule).replace('|', "\\|");
            writeln!(text, "| [{id}](rules/{id}.md) | {severity} | {profiles} | {} | {} | {summary} |", fix(rule), aliases.join(", "))
                .expect("a string");
        }
    }
    generated("rules.md", &text);
}
