//! Every page of a rule has its sections, and every example on it does what the page says.

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config, Selector, Settings};
use stagewright::rules::{RULES, Rule};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::{Dockerignore, NoWorkspace, Workspace};

/// The folder that an example assumes.
#[derive(Default)]
struct ExampleFolder {
    ignore: Option<Dockerignore>,
    paths: Option<Vec<Box<str>>>,
    texts: Vec<(String, Arc<str>)>,
}

impl Workspace for ExampleFolder {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        self.ignore.as_ref()
    }

    fn paths(&self) -> Option<&[Box<str>]> {
        self.paths.as_deref()
    }

    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.texts.iter().find(|(name, _)| name == path).map(|(_, text)| Arc::clone(text))
    }
}

/// A fenced block: what stands behind the fence, and the text.
struct Block<'a> {
    kind: &'a str,
    text: &'a str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("```") {
        let (kind, body) = rest[start + 3..].split_once('\n').expect("a fence ends its line");
        let end = body.find("```").expect("a fence is closed");
        found.push(Block { kind, text: &body[..end] });
        rest = &body[end + 3..];
    }
    found
}

/// A page cannot show a line of 64 KiB, so it shows this mark in its place.
const LONG_TEXT: &str = "…65,536 characters…";

fn analyse(rule: &Rule, text: &str, blocks: &[Block]) -> Analysis {
    let text = &text.replace(LONG_TEXT, &"x".repeat(65_536));
    let mut config = Config { select: vec![Selector::Rule(rule.id)], ..Config::default() };
    let block = |kind: &str| blocks.iter().find(|block| block.kind == kind).map(|block| block.text);
    if let Some(settings) = block("toml") {
        config.options = Settings::from_toml(settings).expect("a valid configuration").config(None).options;
    }
    let folder = ExampleFolder {
        ignore: block("dockerignore").map(Dockerignore::parse),
        paths: block("files").map(|list| list.lines().map(Into::into).collect()),
        // `file,NAME`: a file with its text.
        texts: blocks.iter().filter_map(|block| Some((block.kind.strip_prefix("file,")?.to_owned(), block.text.into()))).collect(),
    };
    let workspace: Arc<dyn Workspace> =
        if folder.ignore.is_some() || folder.paths.is_some() || !folder.texts.is_empty() { Arc::new(folder) } else { Arc::new(NoWorkspace) };
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(config), workspace)
}

#[test]
fn every_page_has_its_sections() {
    for rule in RULES {
        let page = rule.docs;
        assert!(page.starts_with("# "), "{}: a title comes first", rule.id);
        let mut at = 0;
        for title in ["Why it matters", "Bad", "Good", "How to fix", "Exceptions", "References"] {
            let heading = format!("\n## {title}\n");
            at += page[at..].find(&heading).unwrap_or_else(|| panic!("{}: section {title} is missing or out of order", rule.id));
        }
        for kind in ["dockerfile,bad", "dockerfile,good"] {
            assert!(blocks(page).iter().any(|block| block.kind == kind), "{}: no {kind} example", rule.id);
        }
    }
}

#[test]
fn every_example_does_what_its_page_says() {
    for rule in RULES {
        let blocks = blocks(rule.docs);
        for block in &blocks {
            let analysis = analyse(rule, block.text, &blocks);
            let found = analysis.findings().iter().filter(|finding| finding.rule.id == rule.id).count();
            match block.kind {
                "dockerfile,bad" => assert!(found > 0, "{}: nothing found in\n{}", rule.id, block.text),
                "dockerfile,good" | "dockerfile,fixed" => assert_eq!(found, 0, "{}: found in\n{}", rule.id, block.text),
                "dockerignore" | "files" | "toml" => {}
                other if other.starts_with("file,") => {}
                other => panic!("{}: unknown kind of block {other}", rule.id),
            }
        }
        let bad = blocks.iter().find(|block| block.kind == "dockerfile,bad").expect("checked above");
        let fixed = blocks.iter().find(|block| block.kind == "dockerfile,fixed");
        let analysis = analyse(rule, bad.text, &blocks);
        let fix = analysis.findings().iter().find_map(|finding| finding.fixes.first());
        assert_eq!(fix.is_some(), fixed.is_some(), "{}: the page and the rule disagree on whether there is a fix", rule.id);
        if let (Some(fix), Some(fixed)) = (fix, fixed) {
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
            let result = analysis.edited_many(&edits).file().source().to_string();
            assert_eq!(result, fixed.text, "{}: the fix gives something else than its page", rule.id);
        }
    }
}

#[test]
fn pages_and_rules_belong_together() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        let id = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        assert!(RULES.iter().any(|rule| rule.id == id), "{id} has a page but no rule");
    }
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "rules are sorted by id");
}
