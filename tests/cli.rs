//! The contract of the command line: exit codes, which files are walked, what stands on stdout, and every field of the JSON formats.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("stagewright-cli-{}-{name}", std::process::id()));
        _ = std::fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().expect("below the folder")).expect("writable");
            std::fs::write(file, text).expect("writable");
        }
        Self(path)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).expect("readable")
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_stagewright")).current_dir(&self.0).args(args).stdin(Stdio::null()).output().expect("runs")
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.run(args);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("ended by itself")
}

#[test]
fn exit_codes_tell_clean_found_and_failed() {
    let folder = Folder::new(
        "codes",
        &[("Dockerfile", "FROM alpine:3.22\nMAINTAINER x\n"), ("bad.dockerfile", "FOO\n"), ("good.dockerfile", "FROM alpine:3.22\n")],
    );
    for (args, expected) in [
        (&["check", "good.dockerfile"][..], 0),
        (&["check", "bad.dockerfile"], 1),
        (&["check", "Dockerfile"], 0),
        (&["check", "Dockerfile", "--fail-on", "info"], 1),
        (&["check", "Dockerfile", "--fail-on", "hint"], 1),
        (&["check", "bad.dockerfile", "--fail-on", "error"], 1),
        (&["check", "bad.dockerfile", "--fail-on", "never"], 0),
        (&["check", "nowhere"], 2),
        (&["check", "--select", "no-such-rule"], 2),
        (&["check", "--no-such-flag"], 2),
        (&["parse", "nowhere"], 2),
        (&["explain", "no-such-rule"], 2),
        (&["explain", "json-args"], 0),
        (&["rules"], 0),
        (&["--version"], 0),
        (&["--help"], 0),
        (&["completions", "bash"], 0),
    ] {
        assert_eq!(code(&folder.run(args)), expected, "{args:?}");
    }
}

#[test]
fn failures_leave_stdout_empty_and_say_what_to_do() {
    let folder = Folder::new("purity", &[("stagewright.toml", "slect = []\n"), ("Dockerfile", "FROM a\n")]);
    let typo = folder.run(&["check", "--select", "json-arg", "Dockerfile"]);
    assert!(stdout(&typo).is_empty());
    assert!(String::from_utf8_lossy(&typo.stderr).contains("did you mean `json-args`?"), "{typo:?}");
    let config = folder.run(&["check", "Dockerfile"]);
    assert_eq!((code(&config), stdout(&config).as_str()), (2, ""));
    assert!(String::from_utf8_lossy(&config.stderr).contains("stagewright.toml"), "{config:?}");
}

#[test]
fn folders_are_walked_for_dockerfiles_only_and_ignore_files_count() {
    let bad = "FOO\n";
    let folder = Folder::new(
        "walk",
        &[
            ("Dockerfile", bad),
            ("a/dockerfile", bad),
            ("a/Dockerfile.dev", bad),
            ("a/app.dockerfile", bad),
            ("a/Containerfile", bad),
            ("a/Dockerfile.dockerignore", bad),
            ("a/Dockerfile.j2", bad),
            ("a/Dockerfile.tmpl", bad),
            ("a/Dockerfile~", bad),
            ("a/Dockerfile.md", bad),
            ("a/other.txt", bad),
            (".gitignore", "vendor/\n"),
            ("vendor/Dockerfile", bad),
        ],
    );
    let found = folder.json(&["check", "--format", "json"]);
    let mut paths: Vec<&str> = found.as_array().expect("an array").iter().filter_map(|entry| entry["path"].as_str()).collect();
    paths.dedup();
    assert_eq!(paths, ["Dockerfile", "a/Containerfile", "a/Dockerfile.dev", "a/app.dockerfile", "a/dockerfile"]);
    assert_eq!(folder.json(&["check", "a/other.txt", "--format", "json"])[0]["path"], "a/other.txt");
}

#[test]
fn every_field_of_the_findings_is_as_promised() {
    let folder = Folder::new(
        "json",
        &[("Dockerfile", "\u{feff}FROM a AS 漢x\nFROM alpine:3.22 AS B\nENV 🐳é x\nCOPY --from=B /a /b\nCMD [\"a\"]\nCMD [\"b\"]\n")],
    );
    let found = folder.json(&["check", "Dockerfile", "--format", "json", "--select", "multiple-instructions,legacy-key-value"]);
    let place = |line: u64, column: u64, byte: u64| json!({ "line": line, "column": column, "byte": byte });
    assert_eq!(
        found,
        json!([
            {
                "path": "Dockerfile",
                "rule": "legacy-key-value",
                "aliases": ["buildkit/LegacyKeyValueFormat"],
                "severity": "info",
                "message": "`ENV key value` is the old form; write `ENV key=value`",
                "range": { "start": place(3, 5, 44), "end": place(3, 9, 52) },
                "url": "https://stagewright.dev/rules/legacy-key-value",
                "related": [],
                "fixes": [{
                    "title": "Write it as key=value",
                    "safe": true,
                    "edits": [{ "range": { "start": place(3, 7, 50), "end": place(3, 9, 52) }, "new_text": "=x" }],
                }],
            },
            {
                "path": "Dockerfile",
                "rule": "multiple-instructions",
                "aliases": ["DL4003", "DS-0016", "S6589", "buildkit/MultipleInstructionsDisallowed"],
                "severity": "warning",
                "message": "this CMD has no effect: only the last CMD of a stage counts",
                "range": { "start": place(5, 1, 73), "end": place(5, 10, 82) },
                "url": "https://stagewright.dev/rules/multiple-instructions",
                "related": [{ "range": { "start": place(6, 1, 83), "end": place(6, 4, 86) }, "message": "this one counts" }],
                "fixes": [{
                    "title": "Delete this CMD",
                    "safe": true,
                    "edits": [{ "range": { "start": place(5, 1, 73), "end": place(6, 1, 83) }, "new_text": "" }],
                }],
            },
        ])
    );
}

#[test]
fn every_field_of_parsed_instructions_is_as_promised() {
    let folder = Folder::new(
        "parse",
        &[(
            "f",
            "# escape=`\nFROM a AS b\nENV A=1 `\n  B=\"2 3\"\nLABEL x y z\nRUN --mount=type=ssh <<E cat\nhi\nE\nONBUILD CMD [\"a\", \"b\"]\nHEALTHCHECK CMD x y\n",
        )],
    );
    let parsed = folder.json(&["parse", "f", "--format", "json"]);
    let line = |keyword: &str, lines: [u32; 2], form: &str, flags: Value, words: Value| json!({ "keyword": keyword, "start_line": lines[0], "end_line": lines[1], "form": form, "flags": flags, "words": words, "heredocs": [], "trigger": null, "stage": 0 });
    let mut run = line("RUN", [6, 8], "shell", json!(["--mount=type=ssh"]), json!(["<<E cat"]));
    run["heredocs"] = json!([{ "name": "E", "expand": true, "chomp": false, "content": "hi\n" }]);
    let mut onbuild = line("ONBUILD", [9, 9], "words", json!([]), json!([]));
    onbuild["trigger"] = line("CMD", [9, 9], "json", json!([]), json!(["a", "b"]));
    assert_eq!(
        parsed,
        json!({
            "path": "f",
            "errors": 0,
            "escape": "`",
            "instructions": [
                line("FROM", [2, 2], "words", json!([]), json!(["a", "AS", "b"])),
                line("ENV", [3, 4], "words", json!([]), json!(["A", "1", "=", "B", "\"2 3\"", "="])),
                line("LABEL", [5, 5], "words", json!([]), json!(["x", "y z", ""])),
                run,
                onbuild,
                line("HEALTHCHECK", [10, 10], "shell", json!([]), json!(["CMD", "x y"])),
            ],
        })
    );
}

#[test]
fn standard_input_is_a_file_too() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stagewright"))
        .args(["check", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    child.stdin.take().expect("piped").write_all(b"FOO\n").expect("writable");
    let output = child.wait_with_output().expect("ends");
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((found[0]["path"].as_str(), found[0]["rule"].as_str()), (Some("-"), Some("unknown-instruction")));
}

#[test]
fn text_shows_the_line_the_span_and_the_fix_without_colours() {
    let folder = Folder::new("text", &[("Dockerfile", "FROM alpine:3.22\n\tENV NAME a b\n")]);
    let output = folder.run(&["check"]);
    let expected = "info: `ENV key value` is the old form; write `ENV key=value` [legacy-key-value]\n --> Dockerfile:2:6\n  |\n2 | \tENV NAME a b\n  | \t    ^^^^^^^^\n  = fix: Write it as key=value\n\n1 file: 1 note\n";
    assert_eq!(stdout(&output), expected);
}

#[test]
fn fixes_are_written_and_a_second_run_changes_nothing() {
    let folder = Folder::new(
        "fix",
        &[("Dockerfile", "from alpine:3.22 AS B\r\n# 漢\r\nENV NAME a b\r\nEXPOSE 80/TCP\r\nCOPY --from=B a b\r\nCMD [\"a\"]\r\nCMD [\"b\"]")],
    );
    folder.run(&["check", "--fix"]);
    let once = folder.read("Dockerfile");
    assert!(once.contains("# 漢\r\nENV NAME=\"a b\"\r\nEXPOSE 80/tcp\r\nCOPY --from=b a b\r\nCMD [\"b\"]"), "{once}");
    assert_eq!(code(&folder.run(&["check", "--fix", "--fail-on", "never"])), 0);
    assert_eq!(folder.read("Dockerfile"), once);
}

#[test]
fn a_file_that_is_not_utf8_is_checked_but_never_written() {
    let folder = Folder::new("latin1", &[("x", "")]);
    let bytes = b"FROM alpine:3.22\n# caf\xe9\nENV NAME a b\n";
    std::fs::write(folder.0.join("Dockerfile"), bytes).expect("writable");
    let found = folder.json(&["check", "--fix", "--format", "json"]);
    assert_eq!(found[0]["rule"], "legacy-key-value");
    assert_eq!(found[0]["fixes"], json!([]));
    assert_eq!(std::fs::read(folder.0.join("Dockerfile")).expect("readable"), bytes);
}

#[test]
fn the_nearest_configuration_counts_and_the_command_line_beats_it() {
    let folder = Folder::new(
        "config",
        &[
            ("stagewright.toml", "[rules]\nlegacy-key-value = \"error\"\nmaintainer = \"off\"\n"),
            ("a/Dockerfile", "FROM alpine:3.22\nENV A b\nMAINTAINER x\n"),
        ],
    );
    let found = folder.json(&["check", "--format", "json"]);
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!(found[0]["severity"], "error");
    let found = folder.json(&["check", "--format", "json", "--select", "maintainer"]);
    assert_eq!(found[0]["rule"], "maintainer");
}

#[test]
fn hadolints_configuration_counts_where_there_is_none_of_ours() {
    let dockerfile = "FROM alpine:3.22\nCMD x\nEXPOSE 99999\n# hadolint ignore=DL3011\nEXPOSE 99998\n";
    let folder = Folder::new(
        "hadolint",
        &[
            ("a/.hadolint.yaml", "ignored: [DL3025]\noverride:\n  info: [DL3011]\nfailure-threshold: none\ndisable-ignore-pragma: true\n"),
            ("a/b/Dockerfile", dockerfile),
            ("c/.hadolint.yml", "ignored: [DL3011]\n"),
            ("c/stagewright.toml", "ignore = [\"json-args\"]\n"),
            ("c/Dockerfile", dockerfile),
        ],
    );
    let found = |path: &str| -> Vec<String> {
        let found = folder.json(&["check", path, "--format", "json", "--select", "invalid-port,json-args"]);
        found.as_array().expect("an array").iter().map(|entry| format!("{} {}", entry["rule"], entry["range"]["start"]["line"])).collect()
    };
    assert_eq!(found("a/b/Dockerfile"), ["\"invalid-port\" 3", "\"invalid-port\" 5"]);
    assert_eq!(found("c/Dockerfile"), ["\"invalid-port\" 3"]);
    assert_eq!(code(&folder.run(&["check", "a/b/Dockerfile"])), 0);
    assert_eq!(code(&folder.run(&["check", "a/b/Dockerfile", "--fail-on", "info"])), 1);
}

#[test]
fn sarif_and_annotations_carry_the_same_findings() {
    let folder = Folder::new("formats", &[("a b/Dockerfile", "FROM alpine:3.22\nENV A b\n")]);
    let log = folder.json(&["check", "--format", "sarif"]);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(result["ruleId"], "legacy-key-value");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b/Dockerfile");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"], json!({ "startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 8 }));
    let annotations = stdout(&folder.run(&["check", "--format", "github"]));
    assert!(annotations.starts_with("::notice file=a b/Dockerfile,line=2,col=5,endColumn=8,title=legacy-key-value::"), "{annotations}");
    // One command a line, of the three that workflows know, and nothing else.
    assert_eq!(annotations.lines().count(), 1, "{annotations}");
    let folder = Folder::new("annotations", &[("a,b:c%/Dockerfile", "FROM alpine:3.22\nMAINTAINER x\nRUN a \\\n\n  b\nFOO 100%\n")]);
    for line in stdout(&folder.run(&["check", "--format", "github", "--select", "strict"])).lines() {
        let (head, message) = line.strip_prefix("::").and_then(|line| line.split_once("::")).expect(line);
        let (level, properties) = head.split_once(' ').expect(line);
        assert!(["error", "warning", "notice"].contains(&level) && !message.is_empty(), "{line}");
        let names: Vec<&str> = properties.split(',').map(|property| property.split('=').next().unwrap_or_default()).collect();
        assert!(names == ["file", "line", "col", "endColumn", "title"] || names == ["file", "line", "col", "endLine", "title"], "{line}");
        assert!(properties.starts_with("file=a%2Cb%3Ac%25/Dockerfile,"), "{line}");
    }
}

#[test]
fn statistics_count_the_rules_the_most_frequent_first() {
    let folder = Folder::new("statistics", &[("Dockerfile", "FROM alpine:3.22 AS B\nENV A b\nCOPY --from=x/y /a /a\nENV C d\nMAINTAINER x\n")]);
    let args = ["check", "--select", "legacy-key-value,stage-name-casing", "--statistics", "--fail-on", "info"];
    let text = folder.run(&args);
    let lines: Vec<String> = stdout(&text).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("2  legacy-key-value   info     [*] "), "{lines:?}");
    assert!(lines[1].starts_with("1  stage-name-casing  "), "{lines:?}");
    assert_eq!(code(&text), 1);
    let counts = folder.json(&[&args[..], &["--format", "json"]].concat());
    assert_eq!((&counts[0]["rule"], &counts[0]["count"], &counts[0]["fixable"]), (&json!("legacy-key-value"), &json!(2), &json!(2)));
    assert_eq!(code(&folder.run(&[&args[..], &["--format", "sarif"]].concat())), 2);
}

#[test]
fn rules_are_listed_for_programs_too() {
    let folder = Folder::new("rules", &[("x", "")]);
    let rules = folder.json(&["rules", "--format", "json"]);
    let rule = rules.as_array().expect("an array").iter().find(|rule| rule["id"] == "json-args").expect("there");
    assert_eq!(rule["severity"], "warning");
    assert_eq!(rule["profiles"], json!(["recommended", "strict", "buildkit", "hadolint"]));
    assert!(stdout(&folder.run(&["explain", "DL3025"])).contains("# Shell form of CMD"));
}
