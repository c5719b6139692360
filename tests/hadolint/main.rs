//! Agreement with hadolint on a corpus of real files, with hadolint's own findings as labels.
//!
//! The corpus is not part of the project. `STAGEWRIGHT_CORPUS` names the folder that holds it; without it there is nothing to compare with.
//! Each of hadolint's ids has one meaning here, ours. Where the two differ, the difference belongs to a class: a condition in `classes.rs` on the
//! instruction, its stage and the model, and a row in `tests/corpus/hadolint.toml` that says for which ids it holds, on which side, and who is right.

#![allow(clippy::print_stdout, reason = "the figures of the agreement are what somebody runs this for")]

mod classes;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use classes::{Case, Place};
use serde::Deserialize;
use serde_json::Value;
use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::rules::Context;
use stagewright::syntax::ParsedFile;
use stagewright::text::{LineIndex, Source};
use stagewright::workspace::NoWorkspace;
use support::records;

/// A way in which the two differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    /// The condition, as `classes.rs` calls it.
    name: String,
    /// Ids for which it is asked.
    ids: Vec<String>,
    /// Who reports: `ours` or `theirs`.
    side: Side,
    /// Who is right.
    right: Side,
    /// Why.
    reason: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "lowercase")]
enum Side {
    Ours,
    Theirs,
}

fn classes() -> Vec<Class> {
    #[derive(Deserialize)]
    struct Table {
        class: Vec<Class>,
    }
    toml::from_str::<Table>(include_str!("../corpus/hadolint.toml")).expect("a table of classes").class
}

fn analyse(text: &str) -> Analysis {
    let config = Config { select: vec![Selector::parse("hadolint").expect("a profile")], ..Config::default() };
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(config), Arc::new(NoWorkspace))
}

/// What hadolint says of a file, its own ids alone; none where it could not read the file.
fn theirs(file: &Value) -> Option<Vec<(String, usize)>> {
    let verdict = file.get("hadolint").filter(|verdict| verdict["error"].is_null() && verdict["findings"].is_array())?;
    let findings = verdict["findings"].as_array()?.iter();
    let found: Vec<_> = findings.filter_map(|one| Some((one[0].as_str()?.to_owned(), one[1].as_u64()? as usize))).collect();
    // It reports a file that it cannot parse as a finding, and nothing else then.
    (!found.iter().any(|(id, _)| id == "DL1000")).then_some(found)
}

/// The instruction that a line belongs to; a comment belongs to the one below it.
fn instruction_at(analysis: &Analysis, lines: &LineIndex, line: usize) -> Option<usize> {
    let items = analysis.file().items();
    items.iter().position(|item| line <= lines.line((item.span().end as usize).saturating_sub(1).max(item.start)))
}

#[test]
fn every_difference_to_hadolint_belongs_to_a_class() {
    let Some(files) = records("dev.jsonl.gz") else { return };
    let classes = classes();
    for class in &classes {
        assert!(classes::holds(&class.name).is_some(), "no condition is called {}", class.name);
        assert!(!class.reason.is_empty(), "{} has no reason", class.name);
    }
    let mut both: BTreeMap<String, usize> = BTreeMap::new();
    let mut differences: BTreeMap<(String, Side, String), usize> = BTreeMap::new();
    let mut unclassified: BTreeMap<(String, Side), Vec<String>> = BTreeMap::new();
    let (mut compared, mut hits, mut conceded) = (0, 0, 0);
    for file in &files {
        let Some(theirs) = theirs(file) else { continue };
        compared += 1;
        let analysis = analyse(file["text"].as_str().expect("a text"));
        let lines = LineIndex::new(analysis.file().source());
        let place = |line: usize| instruction_at(&analysis, &lines, line);
        let theirs: BTreeSet<Place> =
            theirs.into_iter().filter(|(id, _)| id.starts_with("DL")).filter_map(|(id, line)| Some((id, place(line)?))).collect();
        let own = analysis.findings().iter().flat_map(|finding| {
            let item = place(lines.line(finding.span.start as usize));
            let ids = finding.aliases.iter().filter(|alias| alias.starts_with("DL"));
            ids.filter_map(move |id| Some(((*id).to_owned(), item?)))
        });
        let ours: BTreeSet<Place> = own.collect();
        hits += theirs.len();
        let config = analysis.config();
        let context = Context::new(analysis.file(), analysis.model(), &NoWorkspace, &config.options);
        for pair in ours.union(&theirs) {
            let side = match (ours.contains(pair), theirs.contains(pair)) {
                (true, true) => {
                    *both.entry(pair.0.clone()).or_default() += 1;
                    continue;
                }
                (true, false) => Side::Ours,
                _ => Side::Theirs,
            };
            let case = Case { context: &context, id: &pair.0, index: pair.1, item: &analysis.file().items()[pair.1], ours: &ours };
            let class = classes
                .iter()
                .find(|class| class.side == side && class.ids.contains(&pair.0) && classes::holds(&class.name).is_some_and(|holds| holds(&case)));
            match class {
                Some(class) => {
                    conceded += usize::from(class.right == Side::Theirs);
                    *differences.entry((pair.0.clone(), side, class.name.clone())).or_default() += 1;
                }
                None => {
                    let text: String = case.item.instruction.text.chars().take(160).collect();
                    let id = &file["id"].as_str().unwrap_or_default()[..8];
                    unclassified.entry((pair.0.clone(), side)).or_default().push(format!("{id}: {text:?}"));
                }
            }
        }
    }
    let ids: BTreeSet<&String> = both.keys().chain(differences.keys().map(|key| &key.0)).collect();
    println!("{compared} files, {hits} findings of hadolint, {conceded} of the differences where it is right");
    for id in ids {
        let of = |side: Side| -> Vec<_> { differences.iter().filter(|(key, _)| key.0 == *id && key.1 == side).collect() };
        let sum = |side: Side| of(side).iter().map(|(_, count)| **count).sum::<usize>();
        println!("{id}: {} both, {} ours only, {} theirs only", both.get(id).unwrap_or(&0), sum(Side::Ours), sum(Side::Theirs));
        for side in [Side::Ours, Side::Theirs] {
            for ((_, _, class), count) in of(side) {
                println!("    {count} {} only: {class}", if side == Side::Ours { "ours" } else { "theirs" });
            }
        }
    }
    for ((id, side), cases) in &unclassified {
        println!("{id} {side:?}: {} without a class", cases.len());
        for case in cases.iter().take(12) {
            println!("    {case}");
        }
    }
    assert!(conceded * 100 <= hits, "hadolint is right in more than one of a hundred");
    assert!(unclassified.is_empty(), "{} kinds of differences belong to no class", unclassified.len());
    for class in &classes {
        assert!(differences.keys().any(|(_, side, name)| *side == class.side && *name == class.name), "no difference is of the class {}", class.name);
    }
}
