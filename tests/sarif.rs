//! What `check --format sarif` prints has the shape of SARIF 2.1.0: only properties that the standard has, those that it requires, and values in
//! their bounds. The standard's own schema may not be copied into this project, so its relevant part is written down here in our words.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a property holds.
enum Is {
    /// Any text but an empty one.
    Text,
    /// A whole number of at least one, as lines and columns are.
    Place,
    /// One of some words.
    Word(&'static [&'static str]),
    /// An object of that kind.
    A(&'static str),
    /// A list of objects of that kind, which may have a least length.
    Many(&'static str, usize),
}

/// Kinds of objects: the properties that are used here, and the ones that must be there.
fn shape(kind: &str) -> (Vec<(&'static str, Is)>, &'static [&'static str]) {
    use Is::{A, Many, Place, Text, Word};
    const LEVELS: &[&str] = &["none", "note", "warning", "error"];
    match kind {
        "log" => (vec![("$schema", Text), ("version", Word(&["2.1.0"])), ("runs", Many("run", 0))], &["version", "runs"]),
        "run" => {
            (vec![("tool", A("tool")), ("columnKind", Word(&["utf16CodeUnits", "unicodeCodePoints"])), ("results", Many("result", 0))], &["tool"])
        }
        "tool" => (vec![("driver", A("component"))], &["driver"]),
        "component" => (
            vec![("name", Text), ("version", Text), ("semanticVersion", Text), ("informationUri", Text), ("rules", Many("descriptor", 0))],
            &["name"],
        ),
        "descriptor" => (
            vec![
                ("id", Text),
                ("shortDescription", A("message")),
                ("helpUri", Text),
                ("help", A("message")),
                ("defaultConfiguration", A("defaults")),
            ],
            &["id"],
        ),
        "defaults" => (vec![("level", Word(LEVELS))], &[]),
        "message" => (vec![("text", Text), ("markdown", Text)], &["text"]),
        "result" => (
            vec![
                ("ruleId", Text),
                ("level", Word(LEVELS)),
                ("message", A("message")),
                ("locations", Many("location", 1)),
                ("relatedLocations", Many("location", 1)),
                ("fixes", Many("fix", 1)),
            ],
            &["message", "locations"],
        ),
        "location" => (vec![("physicalLocation", A("physical")), ("message", A("message"))], &["physicalLocation"]),
        "physical" => (vec![("artifactLocation", A("artifact")), ("region", A("region"))], &["artifactLocation"]),
        "artifact" => (vec![("uri", Text)], &["uri"]),
        "region" => (vec![("startLine", Place), ("startColumn", Place), ("endLine", Place), ("endColumn", Place)], &["startLine"]),
        "fix" => (vec![("description", A("message")), ("artifactChanges", Many("change", 1))], &["artifactChanges"]),
        "change" => (vec![("artifactLocation", A("artifact")), ("replacements", Many("replacement", 1))], &["artifactLocation", "replacements"]),
        "replacement" => (vec![("deletedRegion", A("region")), ("insertedContent", A("content"))], &["deletedRegion"]),
        "content" => (vec![("text", Is::Word(&[]))], &["text"]),
        other => panic!("no such kind: {other}"),
    }
}

fn check(value: &Value, kind: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{kind} is no object: {value}"));
    let (properties, required) = shape(kind);
    for name in required {
        assert!(object.contains_key(*name), "{kind} lacks {name}: {value}");
    }
    for (name, value) in object {
        let (_, is) = properties.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{kind} has no {name}"));
        match is {
            Is::Text => assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{kind}.{name}: {value}"),
            Is::Place => assert!(value.as_u64().is_some_and(|place| place > 0), "{kind}.{name}: {value}"),
            Is::Word(words) => assert!(value.as_str().is_some_and(|word| words.is_empty() || words.contains(&word)), "{kind}.{name}: {value}"),
            Is::A(kind) => check(value, kind),
            Is::Many(kind, least) => {
                let items = value.as_array().unwrap_or_else(|| panic!("{name} is no list"));
                assert!(items.len() >= *least, "{name} has {} items", items.len());
                items.iter().for_each(|item| check(item, kind));
            }
        }
    }
}

fn sarif(dockerfile: &str) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stagewright"))
        .args(["check", "-", "--format", "sarif", "--select", "strict"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    child.stdin.take().expect("piped").write_all(dockerfile.as_bytes()).expect("writable");
    serde_json::from_slice(&child.wait_with_output().expect("ends").stdout).expect("JSON")
}

#[test]
fn a_log_has_the_shape_of_the_standard() {
    for dockerfile in ["", "FROM scratch\n", "from a AS 漢x\nFOO\nENV 🐳é x\r\nCMD a\nCMD [\"b\"]\nRUN a \\\n\n  b\nCOPY --from=bulid a b\n"] {
        let log = sarif(dockerfile);
        check(&log, "log");
        let run = &log["runs"][0];
        let rules: Vec<&Value> = run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|rule| &rule["id"]).collect();
        for result in run["results"].as_array().expect("results") {
            assert!(rules.contains(&&result["ruleId"]), "{result}");
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let place = |line: &str, column: &str| (region[line].as_u64(), region[column].as_u64());
            assert!(place("startLine", "startColumn") <= place("endLine", "endColumn"), "{region}");
        }
    }
}
