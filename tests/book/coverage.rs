//! The table of other tools' ids, from the aliases of the rules and `docs/coverage.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use stagewright::rules::{RULES, Rule};

use super::{generated, read};

#[derive(Deserialize)]
struct Coverage {
    tool: Vec<Tool>,
    same: BTreeMap<String, Vec<String>>,
    reason: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    source: String,
    ids: Vec<String>,
}

fn coverage() -> Coverage {
    toml::from_str(&read("coverage.toml")).expect("TOML")
}

fn links<'a>(rules: impl Iterator<Item = &'a &'static Rule>) -> String {
    rules.map(|rule| format!("[{0}](rules/{0}.md)", rule.id)).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_table_says_what_becomes_of_every_id() {
    let coverage = coverage();
    let mut text = "<!-- Generated: see tests/book. -->\n\n# Rules of other tools\n\n".to_owned();
    text += "What stagewright says where another tool has a rule. Each id that is found by a rule of ours can be used in its place: in the configuration,\n";
    text += "on the command line, and in comments. *Similar* rules find what the id is about among other things, under their own name only.\n";
    let mut counts = String::new();
    let mut tables = String::new();
    for Tool { name, source, ids } in &coverage.tool {
        write!(tables, "\n## {name}\n\nIds from the [source]({source}).\n\n| id | |\n|---|---|\n").expect("a string");
        let mut found = 0;
        for id in ids {
            let own = links(RULES.iter().filter(|rule| rule.aliases.contains(&id.as_str())));
            let similar =
                coverage.same.get(id).map(|names| links(RULES.iter().filter(|rule| names.iter().any(|name| name == rule.id)))).unwrap_or_default();
            let cell = match coverage.reason.get(id) {
                _ if !own.is_empty() => own,
                _ if !similar.is_empty() => format!("similar: {similar}"),
                Some(reason) => format!("*{reason}*"),
                None => "*not yet*".to_owned(),
            };
            found += usize::from(cell.starts_with('[') || cell.starts_with("similar"));
            writeln!(tables, "| {} | {cell} |", id.trim_start_matches("buildkit/")).expect("a string");
        }
        writeln!(counts, "| [{name}](#{}) | {} | {found} |", name.to_lowercase(), ids.len()).expect("a string");
    }
    write!(text, "\n| tool | ids | with a rule of ours |\n|---|--:|--:|\n{counts}{tables}").expect("a string");
    generated("coverage.md", &text);
}

#[test]
fn the_lists_of_ids_are_complete_and_say_nothing_twice() {
    let coverage = coverage();
    let ids: Vec<&String> = coverage.tool.iter().flat_map(|tool| &tool.ids).collect();
    let known: BTreeSet<&str> = ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids.len(), known.len(), "an id is listed twice");
    for rule in RULES {
        for alias in rule.aliases {
            assert!(known.contains(alias), "{}: no tool in docs/coverage.toml has the id {alias}", rule.id);
            assert!(!coverage.reason.contains_key(*alias), "{alias} has a reason to be left out, and a rule: {}", rule.id);
        }
    }
    for id in coverage.same.keys().chain(coverage.reason.keys()) {
        assert!(known.contains(id.as_str()), "{id} is no id of a tool");
        assert!(!(coverage.same.contains_key(id) && coverage.reason.contains_key(id)), "{id} has similar rules and a reason to have none");
    }
}
