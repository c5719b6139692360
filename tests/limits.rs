//! Inputs built to hurt get an answer, without a crash and without exhausting the stack.

use std::sync::Arc;

use stagewright::analysis::{Analysis, Config, Selector};
use stagewright::syntax::ParsedFile;
use stagewright::text::{Edit, Source, Span};
use stagewright::workspace::NoWorkspace;

/// Analyses the text, asks everything that an editor asks, edits it and asks again.
fn survive(text: &str) -> usize {
    let select = ["strict", "buildkit"].map(|name| Selector::parse(name).expect("a profile")).to_vec();
    let config = Arc::new(Config { select, ..Config::default() });
    let analysis = Analysis::new(ParsedFile::new(Source::new(text)), config, Arc::new(NoWorkspace));
    let found = analysis.findings().len();
    let edited = analysis.edited_many(&[Edit { span: Span::new(text.len() / 2, text.len() / 2), text: "x".into() }]);
    for analysis in [&analysis, &edited] {
        for offset in [0, text.len() / 3, text.len() / 2, text.len()] {
            let offset = analysis.file().source().snap(offset);
            analysis.hover(offset);
            analysis.definition(offset);
            analysis.actions(Span::new(offset, offset));
        }
        analysis.safe_fixes();
        analysis.file().tree().errors();
    }
    edited.findings();
    found
}

#[test]
fn one_line_of_two_megabytes() {
    assert!(survive(&format!("FROM a\nRUN echo {}\n", "x".repeat(2_000_000))) > 0);
}

#[test]
fn fifty_thousand_instructions() {
    survive(&format!("FROM a\n{}", "ENV A=$B\n".repeat(50_000)));
    survive(&format!("FROM scratch\n{}", (0..20_000).map(|n| format!("ARG a{n}=$b{n}\n")).collect::<String>()));
}

#[test]
fn brackets_and_braces_nested_beyond_reason() {
    survive(&format!("FROM a\nRUN {}\n", "(".repeat(20_000)));
    survive(&format!("FROM a\nENV A={}{}\n", "${a:-".repeat(5_000), "}".repeat(5_000)));
    survive(&format!("FROM a\nENV A={}\n", "${".repeat(5_000)));
    survive(&format!("FROM a\nCMD {}{}\n", "[".repeat(100_000), "]".repeat(100_000)));
}

#[test]
fn onbuild_repeated_twenty_thousand_times() {
    assert!(survive(&format!("FROM a\n{}RUN x\n", "ONBUILD ".repeat(20_000))) > 0);
}

#[test]
fn a_hundred_thousand_continuation_lines() {
    survive(&format!("FROM a\nRUN x \\\n{}  z\n", "  && y \\\n".repeat(100_000)));
    survive(&format!("FROM a\nRUN x \\\n{}  z\n", "\n".repeat(100_000)));
}

#[test]
fn tens_of_thousands_of_stages() {
    let chain: String = (0..20_000).map(|n| format!("FROM s{n} AS s{}\nCOPY --from=s{n} a b\n", n + 1)).collect();
    survive(&format!("FROM a AS s0\n{chain}"));
    let forward: String = (0..10_000).map(|n| format!("FROM a AS s{n}\nCOPY --from=s{} a b\n", n + 1)).collect();
    assert!(survive(&forward) > 0);
    let misspelt: String = (0..5_000).map(|n| format!("FROM a AS stage{n}\nCOPY --from=stagf{n} a b\n")).collect();
    survive(&misspelt);
}

#[test]
fn thousands_of_words_on_a_line() {
    let pairs: String = (1..10_000).map(|n| format!(" A{n}=$A{}", n - 1)).collect();
    survive(&format!("FROM a\nENV A0=1{pairs}\n"));
    survive(&format!("FROM a\nRUN {}\n", "<<A ".repeat(5_000)));
    survive(&format!("FROM a\nENV A={}\nENV B=${{A//x/y}} C=${{A%%*x*x*x*}}\n", "x".repeat(60_000)));
    survive(&format!("FROM a\n{}CMD x\n", "# hadolint ignore=DL3025\n".repeat(50_000)));
}

#[test]
fn values_that_double_with_each_line() {
    survive(&format!("FROM alpine\nENV A=aaaaaaaaaaaaaaaa\n{}", "ENV A=$A$A\n".repeat(200)));
    survive(&format!("ARG A=aaaaaaaaaaaaaaaa\n{}FROM $A\n", "ARG A=\"$A$A\"\n".repeat(200)));
}

#[test]
fn odd_characters_everywhere() {
    for text in [
        "\u{0}",
        "FROM a\u{0}b\nRUN \u{0}\n",
        "\u{feff}\u{feff}FROM a",
        "FROM \u{a0}a\nRUN\u{a0}x",
        "\r\r\r",
        "FROM a\rRUN b\r\n",
        "`\\`\\\n\\",
        "🐳\n\\🐳\\\n🐳",
    ] {
        survive(text);
    }
    let lossy = Source::from_bytes(b"FROM a\nENV A=\xff\xfe b\n");
    assert!(lossy.is_lossy());
    survive(&lossy.to_string());
}

#[test]
fn a_finding_always_has_something_to_show() {
    let config = Arc::new(Config::default());
    for text in ["\\\n", "\\ \n", "FROM ${/", "FROM a\nENV A=${}\nLABEL =\nVOLUME \"\"\n", "FROM\n", "ARG\n", "# only a comment"] {
        let analysis = Analysis::new(ParsedFile::new(Source::new(text)), Arc::clone(&config), Arc::new(NoWorkspace));
        assert!(!analysis.findings().is_empty(), "{text:?}");
        for finding in analysis.findings() {
            assert!(!finding.span.is_empty() && finding.span.end as usize <= text.len(), "{text:?}: {finding:?}");
        }
    }
}
