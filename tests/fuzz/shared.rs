//! Owns what both targets need: the configuration with every rule, an analysis, and what must hold of any finding.

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::rules::Finding;
use stagewright::syntax::ParsedFile;
use stagewright::text::{Source, Span};
use stagewright::workspace::NoWorkspace;

thread_local! {
    static CONFIG: Arc<Config> = Arc::new(Config {
        select: ["strict", "buildkit"].map(|name| Selector::parse(name).expect("a profile")).to_vec(),
        ..Config::default()
    });
}

/// The analysis of a source with all rules on.
pub fn analyse(source: Source) -> Analysis {
    Analysis::new(ParsedFile::new(source), CONFIG.with(Arc::clone), Arc::new(NoWorkspace))
}

/// Checks every place that a finding names.
pub fn check_places(findings: &[Finding], text: &str) {
    for finding in findings {
        let id = finding.rule.id;
        inside(finding.span, text, id);
        assert!(!finding.span.is_empty() || text.is_empty(), "{id}: a finding of no width at {:?}", finding.span);
        for related in &finding.related {
            inside(related.span, text, id);
        }
        for fix in &finding.fixes {
            let mut spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
            for span in &spans {
                inside(*span, text, id);
            }
            spans.sort();
            assert!(
                spans.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0] != pair[1]),
                "{id}: edits of `{}` overlap: {spans:?}",
                fix.title
            );
        }
    }
}

/// Fails unless the span lies in the text, on character boundaries.
pub fn inside(span: Span, text: &str, what: &str) {
    assert!(text.get(span.range()).is_some(), "{what}: {span:?} is not in a text of {} bytes, or parts a character", text.len());
}
