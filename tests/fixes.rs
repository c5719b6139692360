//! Every fix does what a fix must: the result parses, the finding is gone, nothing else changes, and safe ones leave the image as it was.
//!
//! Runs on the texts below, and on the corpus where there is one.

mod support;

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::model::stage::Stage;
use stagewright::rules::{Finding, Severity};
use stagewright::syntax::ParsedFile;
use stagewright::text::{Edit, Source};
use stagewright::workspace::NoWorkspace;

const TEXTS: [&str; 14] = [
    "from alpine:3.22 as B\r\n# 漢\r\nENV NAME a 🐳 b\r\nEXPOSE 80/TCP 127.0.0.1:81:81\r\nCOPY --from=B a b\r\nRUN a \\\r\n\r\n  # note\r\n\r\n  b\r\nCMD [\"a\"]\r\nCMD [\"b\"]",
    "FROM alpine:3.22\n  LABEL a \"b\"\n  LABEL c d=e\n  ENV F 'x'\n  ENV G \"x y\" z\n  ENV H a\\ b\n  ENV I $HOME/x y\n",
    "# escape=`\nFROM alpine:3.22\nENV A b c`\n  d\nHEALTHCHECK CMD a `\n\n  b\nHEALTHCHECK NONE\n",
    "FROM --platform=$TARGETPLATFORM alpine:3.22 AS Base\nFROM --platform=${TARGETPLATFORM} \\\n  alpine:3.22\nCOPY --from=Base --link a b\nRUN --mount=type=bind,from=Base,target=/x true\n",
    "FROM alpine:3.22\nMAINTAINER Jane <a@b>\nMAINTAINER \"Joe\"\nCMD echo hi\nENTRYPOINT run --x\n",
    "ARG V=1\nFROM alpine:3.22\n    LABEL a=$V\n# a description\nARG W=1\nEXPOSE $W/TCP ${W}:${W}\n",
    "FROM alpine:3.22 AS base\nFROM Base\nCOPY https://x/y /z\nCOPY --Chown=1 a b\nRNU x\nCMD ['a', 'b']\nCOPY --from=bsae a b\n",
    "FROM alpine:3.22\nENTRYPOINT [\"a\"] \nENTRYPOINT [\"b\"]\n\n# about the command\nCMD <<E\nx\nE\nCMD y\n",
    "FROM alpine:3.22 AS Builder\nRUN x\nFROM alpine:3.22 AS parent\nONBUILD COPY --from=Builder /a /b\nONBUILD ARG Q=1\nFROM parent\nRUN true $Q\n",
    "FROM alpine:3.22 AS Builder\nFROM alpine:3.22\nRUN --mount=\"type=bind,from=Builder,target=/x\" true\nCOPY --from=\"Builder\" /x /y\nCOPY --from=Buil\\\nder /x /y\nCOPY --from=\"bulider\" /x /y\nCOPY --chwon=\"a:b\" x y\n",
    "FROM alpine:3.22\nLABEL desc 日本\u{3000}説\nENV K a\u{a0}b\nENV L a\u{b}b\nENV M \\\n# a comment\n  value\nENV N = 1\n",
    "ARG X=Builder\nFROM alpine:3.22 AS builder\nFROM $X\n",
    "FROM alpine:3.22\n# hadolint ignore=DL3025\nCMD foo\nENTRYPOINT bar\nCMD [\"b\"]\nRUN apk add foo \\\n\nCOPY a b\n",
    "\u{feff}From alpine:3.22\nrun true\nRUN \\\n\n\n true\nCOPY <<E /x\n\n\nE\n",
];

fn analyse(text: &str) -> Analysis {
    let select = ["strict", "buildkit"].map(|name| Selector::parse(name).expect("a profile")).to_vec();
    let config = Config { select, ..Config::default() };
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(config), Arc::new(NoWorkspace))
}

fn texts() -> Vec<(String, String)> {
    let own = TEXTS.iter().enumerate().map(|(index, text)| (format!("text {index}"), (*text).to_owned()));
    let field = |record: &serde_json::Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let corpus = support::records("dev.jsonl.gz").unwrap_or_default();
    own.chain(corpus.iter().map(|record| (field(record, "id"), field(record, "text")))).collect()
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut result = text.to_owned();
    for edit in edits {
        result.replace_range(edit.span.range(), &edit.text);
    }
    result
}

/// Where a place is after the edits.
fn moved(place: usize, edits: &[Edit]) -> usize {
    let before = edits.iter().filter(|edit| edit.span.end as usize <= place);
    before.fold(place, |place, edit| place + edit.text.len() - edit.span.len())
}

fn errors(analysis: &Analysis) -> usize {
    analysis.findings().iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn of_rule<'a>(analysis: &'a Analysis, rule: &'static str) -> impl Iterator<Item = &'a Finding> {
    analysis.findings().iter().filter(move |finding| finding.rule.id == rule)
}

/// What the image of a stage would be configured to. Positions in the file are left out, as fixes move them.
fn configuration(stage: &Stage) -> String {
    let config = &stage.config;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {:?}",
        config.env,
        config.workdir,
        config.user,
        config.shell,
        config.entrypoint,
        config.cmd,
        config.exposed.iter().map(|port| port.to_lowercase().rsplit(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>(),
        config.volumes,
        config.labels,
        config.healthcheck.is_some(),
        config.stop_signal
    )
}

#[test]
fn a_fix_mends_its_finding_and_breaks_nothing() {
    for (name, text) in texts() {
        let before = analyse(&text);
        for finding in before.findings() {
            for fix in &finding.fixes {
                let rule = finding.rule.id;
                let edits = &fix.edits;
                assert!(
                    edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start || pair[1].span.end <= pair[0].span.start),
                    "{name}: {rule}: overlapping edits"
                );
                let fixed = apply(&text, edits);
                let after = analyse(&fixed);
                assert!(after.file().tree().errors() <= before.file().tree().errors(), "{name}: {rule}: no longer parses\n{fixed}");
                // A keyword put right shows what is wrong with the rest of its line.
                assert!(rule == "unknown-instruction" || errors(&after) <= errors(&before), "{name}: {rule}: new errors\n{fixed}");
                let comments = |text: &str| text.lines().filter(|line| line.trim_start().starts_with('#')).count();
                assert!(comments(&fixed) >= comments(&text), "{name}: {rule}: a comment is lost\n{fixed}");
                let place = moved(finding.span.start as usize, edits);
                let gone = !of_rule(&after, rule).any(|other| other.span.start as usize == place && other.message == finding.message);
                // What is deleted can make room for its like, and what is put right can bring its like to light.
                let fewer = of_rule(&after, rule).count() < of_rule(&before, rule).count();
                assert!(gone || fewer, "{name}: {rule}: still there\n{fixed}");
                assert_eq!(fixed.contains("\r\n"), text.contains("\r\n"), "{name}: {rule}: other line ends");
            }
        }
    }
}

#[test]
fn safe_fixes_leave_every_image_as_it_was_and_come_to_an_end() {
    for (name, text) in texts() {
        let before = analyse(&text);
        let mut fixed = text.clone();
        let mut rounds = 0;
        let after = loop {
            let analysis = analyse(&fixed);
            let edits = analysis.safe_fixes();
            if edits.is_empty() {
                break analysis;
            }
            rounds += 1;
            assert!(rounds < 10, "{name}: safe fixes never end\n{fixed}");
            fixed = apply(&fixed, &edits);
        };
        assert!(errors(&after) <= errors(&before), "{name}: new errors\n{fixed}");
        let configurations = |analysis: &Analysis| analysis.model().stages.iter().map(configuration).collect::<Vec<_>>();
        // What BuildKit refuses has no image to compare with.
        if errors(&before) == 0 {
            assert_eq!(configurations(&before), configurations(&after), "{name}: another image\n{fixed}");
        }
    }
}

/// A fix is called safe for a reason that somebody can check, and no other fix is.
#[test]
fn every_safe_fix_has_its_reason() {
    let reasons: std::collections::BTreeMap<String, String> = toml::from_str(include_str!("safe-fixes.toml")).expect("a table of reasons");
    let mut seen = std::collections::BTreeSet::new();
    let pages =
        stagewright::rules::RULES.iter().flat_map(|rule| rule.docs.split("```dockerfile,bad\n").skip(1).filter_map(|rest| rest.split("```").next()));
    for text in pages.map(str::to_owned).chain(texts().into_iter().map(|(_, text)| text)) {
        let analysis = analyse(&text);
        seen.extend(analysis.findings().iter().filter(|finding| finding.fixes.iter().any(|fix| fix.safe)).map(|finding| finding.rule.id.to_owned()));
    }
    let listed: std::collections::BTreeSet<String> = reasons.into_keys().collect();
    assert_eq!(seen, listed);
}
