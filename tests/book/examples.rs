//! The Dockerfiles in the chapters. A block `dockerfile` is free of findings; `dockerfile,finds=a,b?` has those, as the text around it
//! says; what has a question mark may be reported on its own or be part of another finding.

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config};
use stagewright::syntax::ParsedFile;
use stagewright::text::Source;
use stagewright::workspace::NoWorkspace;

use super::{all_pages, blocks, read};

#[test]
fn the_examples_of_the_chapters_are_what_the_text_says() {
    let mut examples = 0;
    for page in all_pages().iter().filter(|page| !page.starts_with("rules/")) {
        for (kind, text) in blocks(&read(page)) {
            let Some(options) = kind.strip_prefix("dockerfile") else { continue };
            let expected: Vec<&str> = options.strip_prefix(",finds=").map(|list| list.split(',').collect()).unwrap_or_default();
            let analysis = Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(Config::default()), Arc::new(NoWorkspace));
            let mut found: Vec<&str> = analysis.findings().iter().map(|finding| finding.rule.id).collect();
            found.dedup();
            let optional: Vec<&str> = expected.iter().filter_map(|id| id.strip_suffix('?')).collect();
            found.retain(|id| !optional.contains(id));
            let expected: Vec<&str> = expected.into_iter().filter(|id| !id.ends_with('?')).collect();
            assert_eq!(found, expected, "{page}: found in\n{text}");
            examples += 1;
        }
    }
    assert!(examples >= 5, "only {examples} examples were found");
}
