//! The layering holds: every path in every source file is read, and one that points the wrong way fails.

use std::path::{Path, PathBuf};

/// Modules with the modules of this crate that each may name.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("text", &[]),
    ("syntax", &["text"]),
    ("knowledge", &["text", "syntax"]),
    ("workspace", &["text"]),
    ("model", &["text", "syntax", "knowledge"]),
    ("rules", &["text", "syntax", "knowledge", "workspace", "model"]),
    ("analysis", &["text", "syntax", "knowledge", "workspace", "model", "rules"]),
    ("shellcheck", &["analysis"]),
    ("lsp", &["text", "syntax", "workspace", "rules", "analysis", "shellcheck"]),
    ("cli", &["text", "syntax", "workspace", "rules", "analysis", "shellcheck", "lsp"]),
];

/// Foreign names with the only places that may use them.
const ONLY_IN: [(&str, &[&str]); 9] = [
    ("tower_lsp", &["lsp/"]),
    ("lsp_types", &["lsp/"]),
    ("tower_service", &["lsp/"]),
    ("tokio", &["lsp/"]),
    ("dashmap", &["lsp/"]),
    ("tree_sitter", &["syntax/"]),
    ("clap", &["cli/"]),
    ("std::fs", &["workspace/", "cli/", "lsp/"]),
    ("std::process", &["shellcheck/", "cli/", "lsp/", "main.rs"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Each source file: its path below `server/`, and its code without comments and tests.
fn code() -> Vec<(String, String)> {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("server");
    let mut paths = Vec::new();
    sources(&server, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&server).expect("below the folder").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("readable");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        (name, lines.collect::<Vec<_>>().join("\n"))
    };
    paths.into_iter().map(read).collect()
}

/// The words behind each `crate::` of a text, those in braces included.
fn named_modules(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or_default();
                found.extend(list.split(',').map(|part| part.trim().split("::").next().unwrap_or_default().to_owned()));
            }
            None => found.push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()),
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for (path, code) in code() {
        let Some((own, allowed)) = MAY_USE.iter().find(|(module, _)| path.starts_with(&format!("{module}/"))) else { continue };
        for module in named_modules(&code) {
            if module != *own && !allowed.contains(&module.as_str()) && MAY_USE.iter().any(|(known, _)| *known == module) {
                wrong.push(format!("{path} uses {module}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn foreign_names_stay_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, code) in code() {
        for (name, places) in ONLY_IN {
            let used = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                let after = code[at + name.len()..].chars().next();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && after == Some(':')
            });
            if used && !places.iter().any(|place| path.starts_with(place)) {
                wrong.push(format!("{path} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_below_the_protocol_asks_for_the_time() {
    for (path, code) in code() {
        let outside = path.starts_with("lsp/") || path.starts_with("cli/");
        assert!(outside || !(code.contains("SystemTime") || code.contains("Instant::now")), "{path} looks at the clock");
    }
}

#[test]
fn rules_do_not_call_rules() {
    // A module with a RULE is a rule; the others in the folder are shared parts, which rules may use.
    let rules: Vec<(String, String)> =
        code().into_iter().filter(|(path, code)| path.starts_with("rules/") && code.contains("pub static RULE: Rule")).collect();
    let names: Vec<&str> = rules.iter().map(|(path, _)| path.trim_start_matches("rules/").trim_end_matches(".rs")).collect();
    for (path, code) in &rules {
        for name in &names {
            assert!(!code.contains(&format!("super::{name}::")), "{path} calls the rule {name}");
        }
    }
}

#[test]
fn every_module_says_what_it_owns() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("server");
    let mut paths = Vec::new();
    sources(&server, &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("readable");
        assert!(text.starts_with("//! "), "{} begins without saying what it is for", path.display());
    }
}
