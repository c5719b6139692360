//! Every rule finds what its fixtures mark, to the byte, and is silent about the near misses.
//!
//! `tests/rules/<rule>.txt` holds the fixtures. A line `== finds: title` or `== silent: title` begins a case, and the Dockerfile follows. In it `<<[` and
//! `]>>` enclose each place that the rule must report; the case has no other places. A line `-- path` within a case begins a file of the folder
//! that the Dockerfile stands in. A file `stagewright.toml` there may hold options.

use std::collections::BTreeMap;
use std::sync::Arc;

use stagewright::analysis::{Analysis, Config, Selector, Settings};
use stagewright::rules::{RULES, Rule};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::{Dockerignore, Workspace};

/// Stands for a text that is longer than a line may be.
const LONG_TEXT: &str = "…65,536 characters…";

/// The folder that a case describes.
#[derive(Default)]
struct Folder {
    files: BTreeMap<String, Arc<str>>,
    paths: Vec<Box<str>>,
    dockerignore: Option<Dockerignore>,
}

impl Workspace for Folder {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        self.dockerignore.as_ref()
    }

    fn paths(&self) -> Option<&[Box<str>]> {
        (!self.files.is_empty()).then_some(&self.paths)
    }

    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.files.get(path).cloned()
    }
}

struct Case<'a> {
    title: &'a str,
    finds: bool,
    dockerfile: String,
    folder: Folder,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut path: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let header = line.strip_prefix("== ").map(str::trim_end);
        if let Some(header) = header {
            let (kind, title) = header.split_once(": ").expect("a header has a title");
            assert!(["finds", "silent"].contains(&kind), "unknown kind of case: {header}");
            cases.push(Case { title, finds: kind == "finds", dockerfile: String::new(), folder: Folder::default() });
            path = None;
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(name) = line.strip_prefix("-- ") {
            path = Some(name.trim_end().to_owned());
            case.folder.files.insert(name.trim_end().to_owned(), "".into());
        } else if let Some(path) = &path {
            let file = case.folder.files.entry(path.clone()).or_default();
            *file = format!("{file}{line}").into();
        } else {
            case.dockerfile += line;
        }
    }
    for case in &mut cases {
        case.folder.paths = case.folder.files.keys().map(|path| path.as_str().into()).collect();
        case.folder.dockerignore = case.folder.files.get(".dockerignore").map(|text| Dockerignore::parse(text));
    }
    cases
}

/// The text without its marks, and the byte ranges that they enclosed.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut plain, mut open, mut places) = (String::new(), Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(at) = [rest.find("<<["), rest.find("]>>")].into_iter().flatten().min() {
        plain += &rest[..at];
        if rest[at..].starts_with("<<[") {
            open.push(plain.len());
        } else {
            places.push((open.pop().expect("an opening mark"), plain.len()));
        }
        rest = &rest[at + 3..];
    }
    assert!(open.is_empty(), "a mark is not closed in {text}");
    places.sort_unstable();
    (plain + rest, places)
}

/// What is wrong with a case, if anything is.
fn fault(rule: &'static Rule, case: Case) -> Option<String> {
    let (text, mut expected) = marked(&case.dockerfile.replace(LONG_TEXT, &"x".repeat(65_536)));
    let mut config = Config { select: vec![Selector::Rule(rule.id)], ..Config::default() };
    if let Some(settings) = case.folder.files.get("stagewright.toml") {
        config.options = Settings::from_toml(settings).expect("a valid configuration").config(None).options;
    }
    let analysis = Analysis::new(ParsedFile::new(Source::new(&text)), Arc::new(config), Arc::new(case.folder));
    let mut found: Vec<_> = analysis.findings().iter().map(|finding| (finding.span.start as usize, finding.span.end as usize)).collect();
    found.sort_unstable();
    expected.sort_unstable();
    let show = |places: &[(usize, usize)]| places.iter().map(|place| text[place.0..place.1].to_owned()).collect::<Vec<_>>();
    if found != expected {
        return Some(format!("{}: {}: found {:?} at {found:?}, expected {:?} at {expected:?}", rule.id, case.title, show(&found), show(&expected)));
    }
    (case.finds == expected.is_empty()).then(|| format!("{}: {}: marks and title disagree", rule.id, case.title))
}

#[test]
fn rules_find_what_their_fixtures_mark_and_nothing_else() {
    let mut faults = Vec::new();
    for rule in RULES {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rules/{}.txt", rule.id));
        let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{}: no fixtures in tests/rules", rule.id));
        let cases = cases(&text);
        let found = cases.iter().filter(|case| case.finds).count();
        assert!(found >= 3 && cases.len() - found >= 3, "{}: at least three cases of each kind", rule.id);
        faults.extend(cases.into_iter().filter_map(|case| fault(rule, case)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let id = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        assert!(RULES.iter().any(|rule| rule.id == id), "{id} has fixtures but no rule");
    }
}
