//! Agreement with BuildKit on a corpus of real files and of snippets, with BuildKit's own verdicts as labels.
//!
//! The corpus is not part of the project. `STAGEWRIGHT_CORPUS` names the folder that holds it; without it there is nothing to compare with.
//! What differs on purpose is listed in `tests/corpus/*.toml`, each with its reason.

#![allow(clippy::print_stdout, reason = "the figures of the agreement are what somebody runs this for")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;
use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::model::Assumptions;
use stagewright::rules::{Finding, Severity};
use stagewright::syntax::ParsedFile;
use stagewright::text::{LineIndex, Source};
use stagewright::workspace::NoWorkspace;
use support::records;

/// BuildKit's view: its own profile, and base images about which nothing is known.
fn analyse(text: &str) -> Analysis {
    let config = Config {
        select: vec![Selector::parse("buildkit").expect("a profile")],
        assumptions: Assumptions { no_image_facts: true },
        ..Config::default()
    };
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(config), Arc::new(NoWorkspace))
}

fn errors(analysis: &Analysis) -> Vec<&Finding> {
    analysis.findings().iter().filter(|finding| finding.severity == Severity::Error).collect()
}

fn buildkit_names(finding: &Finding) -> impl Iterator<Item = &'static str> {
    finding.aliases.iter().filter_map(|alias| alias.strip_prefix("buildkit/"))
}

/// Deliberate differences: key, reason.
fn exceptions(text: &str) -> BTreeMap<String, String> {
    toml::from_str(text).expect("a table of reasons")
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().map(|list| list.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()).unwrap_or_default()
}

/// An instruction as both sides print it.
fn picture(instruction: &Value, ours: bool) -> String {
    let json = if ours {
        instruction["form"] == "json"
    } else {
        instruction["json"] == true || instruction["json"].is_null() && instruction["cmd"].is_string()
    };
    let field = |a: &str, b: &str| if instruction[a].is_null() { instruction[b].clone() } else { instruction[a].clone() };
    let words = if instruction["keyword"] == "ONBUILD" || instruction["cmd"] == "ONBUILD" { Vec::new() } else { strings(&field("words", "value")) };
    format!(
        "{} {}-{} json={json} flags={:?} words={words:?} heredocs={}",
        field("keyword", "cmd").as_str().unwrap_or_default().to_uppercase(),
        field("start_line", "start"),
        field("end_line", "end"),
        strings(&instruction["flags"]),
        if instruction["heredocs"].is_null() { "[]".to_owned() } else { instruction["heredocs"].to_string() },
    )
}

/// What `stagewright parse` prints for some texts.
fn parse(texts: &[(String, &str)]) -> Vec<Value> {
    let folder = std::env::temp_dir().join(format!("stagewright-corpus-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let mut parsed = Vec::new();
    for chunk in texts.chunks(400) {
        let paths: Vec<PathBuf> = chunk.iter().map(|(name, _)| folder.join(name)).collect();
        for (path, (_, text)) in paths.iter().zip(chunk) {
            std::fs::write(path, text).expect("writable");
        }
        let output = Command::new(env!("CARGO_BIN_EXE_stagewright")).arg("parse").args(&paths).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).expect("UTF-8");
        parsed.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")));
    }
    std::fs::remove_dir_all(folder).expect("removable");
    parsed
}

#[test]
fn instructions_are_those_of_buildkits_parser() {
    let Some(files) = records("dev.jsonl.gz") else { return };
    let known = exceptions(include_str!("corpus/instructions.toml"));
    let texts: Vec<_> = files.iter().map(|file| (file["id"].as_str().expect("an id").to_owned(), file["text"].as_str().expect("a text"))).collect();
    let (mut instructions, mut different, mut unclean, mut accepted) = (0, Vec::new(), Vec::new(), 0);
    for (file, ours) in files.iter().zip(parse(&texts)) {
        let id = file["id"].as_str().unwrap_or_default();
        if file["accepted"] == true {
            accepted += 1;
            if ours["errors"] != 0 {
                unclean.push(id);
            }
        }
        if file["valid"] != true {
            continue;
        }
        let empty = Vec::new();
        let theirs = file["instructions"].as_array().unwrap_or(&empty);
        let ours = ours["instructions"].as_array().unwrap_or(&empty);
        instructions += theirs.len();
        for index in 0..theirs.len().max(ours.len()) {
            let (theirs, ours) = (theirs.get(index).map(|one| picture(one, false)), ours.get(index).map(|one| picture(one, true)));
            if theirs != ours && !known.contains_key(id) {
                different.push(format!("{id}: {theirs:?} {ours:?}"));
            }
        }
    }
    println!("{accepted} accepted files, {} not clean; {instructions} instructions, {} different", unclean.len(), different.len());
    assert!(unclean.len() * 1000 <= accepted, "not clean: {unclean:?}");
    assert!(different.is_empty(), "{} unlisted differences, the first: {:?}", different.len(), different.first());
}

#[test]
fn construct_snippets_parse_as_in_buildkit() {
    let Some(snippets) = records("constructs.jsonl.gz") else { return };
    let snippets: Vec<_> = snippets.into_iter().filter(|snippet| snippet["ok"] == true).collect();
    let texts: Vec<_> = snippets.iter().enumerate().map(|(index, snippet)| (index.to_string(), snippet["text"].as_str().expect("a text"))).collect();
    for (snippet, ours) in snippets.iter().zip(parse(&texts)) {
        let name = &snippet["name"];
        assert!(snippet["valid"] != true || ours["errors"] == 0, "{name}: {} errors", ours["errors"]);
        assert_eq!(snippet["escape"], ours["escape"], "{name}");
        let pictures = |list: &Value, ours: bool| -> Vec<String> { list.as_array().into_iter().flatten().map(|one| picture(one, ours)).collect() };
        assert_eq!(pictures(&snippet["instructions"], false), pictures(&ours["instructions"], true), "{name}");
    }
}

#[test]
fn errors_are_what_buildkit_refuses() {
    let Some(files) = records("dev.jsonl.gz") else { return };
    let (mut false_errors, mut missed, mut accepted, mut refused) = (Vec::new(), Vec::new(), 0, 0);
    for file in &files {
        let id = file["id"].as_str().unwrap_or_default();
        let analysis = analyse(file["text"].as_str().expect("a text"));
        let errors = errors(&analysis);
        if file["accepted"] == true {
            accepted += 1;
            false_errors.extend(errors.first().map(|error| format!("{id}: {} {}", error.rule.id, error.message)));
        } else if file["accepted"] == false {
            refused += 1;
            if errors.is_empty() {
                missed.push(format!("{id}: {}", file["errors"]));
            }
        }
    }
    println!("{accepted} accepted files, {} with an error; {refused} refused files, {} without one", false_errors.len(), missed.len());
    assert!(false_errors.is_empty(), "{false_errors:?}");
    assert!(missed.is_empty(), "{missed:?}");
}

/// Which instruction of the labels a line belongs to; a comment belongs to the instruction below it.
fn instruction_of(instructions: &[Value], line: u64) -> Option<usize> {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    instructions
        .iter()
        .position(|one| number(&one["start_line"]) <= line && line <= number(&one["end_line"]))
        .or_else(|| instructions.iter().position(|one| number(&one["start_line"]) >= line))
}

#[test]
fn build_checks_agree_with_buildkit() {
    let Some(files) = records("dev.jsonl.gz") else { return };
    let mut tally: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let (mut silenced, mut windows, mut different) = (0, 0, Vec::new());
    for file in files.iter().filter(|file| file["accepted"] == true) {
        let text = file["text"].as_str().expect("a text");
        let analysis = analyse(text);
        let lines = LineIndex::new(analysis.file().source());
        let empty = Vec::new();
        let instructions = file["instructions"].as_array().unwrap_or(&empty);
        let pairs = |checks: &Value| -> BTreeSet<(String, Option<usize>)> {
            let check = |check: &Value| {
                (check[0].as_str().unwrap_or_default().to_owned(), instruction_of(instructions, check[1].as_u64().unwrap_or_default()))
            };
            checks.as_array().into_iter().flatten().map(check).collect()
        };
        let theirs = pairs(&file["checks"]);
        let on_windows = pairs(&file["checks_windows"]);
        let ours: BTreeSet<_> = analysis
            .findings()
            .iter()
            .flat_map(|finding| {
                let place = instruction_of(instructions, lines.line(finding.span.start as usize) as u64);
                buildkit_names(finding).map(move |name| (name.to_owned(), place))
            })
            .collect();
        for pair in theirs.union(&ours) {
            let name = RULE_NAMES.iter().find(|name| **name == pair.0).expect("a known check");
            let column = match (theirs.contains(pair), ours.contains(pair)) {
                (true, true) => 0,
                // A comment for another linter silences the equivalent rule of ours, which BuildKit does not know of.
                (true, false) if linter_comment_above(&lines, instructions, pair.1) => {
                    silenced += 1;
                    continue;
                }
                // A path with a drive is absolute for a Windows daemon; these labels come from a Linux one.
                (true, false)
                    if pair.0 == "WorkdirRelativePath"
                        && (is_drive_path(instructions, pair.1) || !file["checks_windows"].is_null())
                        && !on_windows.contains(pair) =>
                {
                    windows += 1;
                    continue;
                }
                (false, true) => 1,
                _ => 2,
            };
            tally.entry(name).or_default()[column] += 1;
            if column > 0 {
                different.push(format!("{} {:?} {}", file["id"], pair, ["", "ours only", "BuildKit only"][column]));
            }
        }
    }
    println!("silenced by comments for other linters: {silenced}, absolute on Windows only: {windows}");
    for (name, [both, ours, theirs]) in &tally {
        println!("{name}: {both} equal, {ours} ours only, {theirs} BuildKit only");
        let all = both + ours + theirs;
        let allowed = if all < 50 { 0 } else { all / 100 };
        assert!(ours + theirs <= allowed, "{name}: {different:?}");
    }
}

const RULE_NAMES: [&str; 22] = [
    "ConsistentInstructionCasing",
    "CopyIgnoredFile",
    "DuplicateStageName",
    "ExposeInvalidFormat",
    "ExposeProtoCasing",
    "FromAsCasing",
    "FromPlatformFlagConstDisallowed",
    "InvalidBaseImagePlatform",
    "InvalidDefaultArgInFrom",
    "InvalidDefinitionDescription",
    "JSONArgsRecommended",
    "LegacyKeyValueFormat",
    "MaintainerDeprecated",
    "MultipleInstructionsDisallowed",
    "NoEmptyContinuation",
    "RedundantTargetPlatform",
    "ReservedStageName",
    "SecretsUsedInArgOrEnv",
    "StageNameCasing",
    "UndefinedArgInFrom",
    "UndefinedVar",
    "WorkdirRelativePath",
];

fn linter_comment_above(lines: &LineIndex, instructions: &[Value], place: Option<usize>) -> bool {
    let Some(start) = place.and_then(|index| instructions[index]["start_line"].as_u64()) else { return false };
    let above = (1..start as usize).rev().map(|line| lines.line_text(line).trim()).take_while(|line| line.is_empty() || line.starts_with('#'));
    // Some of them hold for the whole file.
    let first = (1..=lines.count())
        .map(|line| lines.line_text(line).trim())
        .any(|line| line.starts_with('#') && line.contains("global") && line.contains("ignore"));
    first || above.into_iter().any(|line| (line.contains("hadolint") || line.contains("tally")) && line.contains("ignore"))
}

fn is_drive_path(instructions: &[Value], place: Option<usize>) -> bool {
    place.is_some_and(|index| instructions[index]["words"][0].as_str().is_some_and(stagewright::model::config::is_windows_absolute))
}

#[test]
fn snippets_give_buildkits_errors_and_warnings() {
    let Some(cases) = records("buildkit-cases.jsonl.gz") else { return };
    let known = exceptions(include_str!("corpus/cases.toml"));
    let conditions = exceptions(include_str!("corpus/case-conditions.toml"));
    let (mut unlisted, mut listed, mut conditional) = (Vec::new(), 0, 0);
    for case in &cases {
        let verdict: Vec<String> = case["result"].as_str().map_or_else(|| strings(&case["result"]), |one| vec![one.to_owned()]);
        let refused = verdict.iter().any(|line| ["PARSE", "SYNTAX", "ERROR", "lint ok but build fails"].iter().any(|word| line.starts_with(word)));
        let theirs: BTreeSet<&str> =
            verdict.iter().filter_map(|line| line.strip_prefix("W ")?.split(' ').next()).filter(|name| *name != "CopyIgnoredFile").collect();
        let analysis = analyse(case["text"].as_str().expect("a text"));
        let ours: BTreeSet<&str> = analysis.findings().iter().flat_map(buildkit_names).collect();
        let has_error = !errors(&analysis).is_empty();
        // BuildKit stops at the first thing it refuses, and we go on; so there, what it says is a part of what we say.
        let agrees = has_error == refused && if refused { theirs.is_subset(&ours) } else { theirs == ours };
        let label = case["label"].as_str().unwrap_or_default();
        match (agrees, known.contains_key(label)) {
            (false, _) if conditions.contains_key(label) => conditional += 1,
            (false, true) => listed += 1,
            (false, false) => unlisted.push(format!("{label}: refused {refused}/{has_error}, {theirs:?}/{ours:?}")),
            (true, _) => {}
        }
    }
    println!(
        "{} snippets, {listed} differ for a listed reason, {conditional} were labelled under other conditions, {} differ for none",
        cases.len(),
        unlisted.len()
    );
    assert!((listed + unlisted.len()) * 100 <= cases.len(), "more than one in a hundred differ");
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

#[test]
fn expectations_of_buildkits_own_lint_tests_hold() {
    let Some(cases) = records("buildkit-lint-cases.jsonl.gz") else { return };
    let known = exceptions(include_str!("corpus/lint-cases.toml"));
    let mut unlisted = Vec::new();
    for case in &cases {
        let text = case["Dockerfile"].as_str().expect("a text");
        let mut theirs: BTreeSet<String> =
            case["Warnings"].as_array().into_iter().flatten().filter_map(|warning| warning["RuleName"].as_str().map(str::to_owned)).collect();
        // These two need a folder or a registry, and have tests of their own.
        theirs.retain(|name| !matches!(name.as_str(), "CopyIgnoredFile" | "InvalidBaseImagePlatform"));
        let mut ours: BTreeSet<String> = analyse(text).findings().iter().flat_map(buildkit_names).map(str::to_owned).collect();
        if !text.contains("experimental") {
            ours.remove("InvalidDefinitionDescription");
        }
        let key = format!("{}:{}", case["func"].as_str().unwrap_or_default(), case["line"]);
        if theirs != ours && !known.contains_key(&key) {
            unlisted.push(format!("{key}: {theirs:?} {ours:?}"));
        }
    }
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

/// The default profile on files of applications: quiet enough that each finding is read.
#[test]
fn the_default_profile_is_quiet() {
    let Some(files) = records("dev.jsonl.gz") else { return };
    let (mut count, mut loud, mut all) = (0, 0, 0);
    for file in files.iter().filter(|file| strings(&file["features"]).iter().any(|feature| feature == "split-candidate-app")) {
        let text = file["text"].as_str().expect("a text");
        let analysis = Analysis::new(ParsedFile::new(Source::new(text)), Arc::default(), Arc::new(NoWorkspace));
        count += 1;
        all += analysis.findings().len();
        loud += analysis.findings().iter().filter(|finding| finding.severity >= Severity::Warning).count();
    }
    println!("{count} files of applications: {loud} errors and warnings, {all} findings");
    assert!(loud * 10 <= count * 30, "more than 3.0 errors and warnings per file");
    assert!(all * 10 <= count * 50, "more than 5.0 findings per file");
}
