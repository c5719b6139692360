//! Owns the table of the commands with which a container is started although they were made for development.

use std::sync::LazyLock;

use serde::Deserialize;

/// A command that starts a program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// What it is.
    pub kind: StartKind,
    run: Vec<Vec<String>>,
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    tools: bool,
    /// What production starts in its place, as an imperative.
    pub instead: Option<String>,
}

/// What a command does to start a program.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum StartKind {
    /// Compiles, watches or tests sources.
    Tool,
    /// Shows what the image offers: its tools are what it is for.
    Show,
    /// Serves an application for one developer.
    Server,
    /// Starts the program as a child and stays in front of it.
    Wrapper,
}

static STARTS: LazyLock<Vec<Start>> = LazyLock::new(|| {
    #[derive(Default, Deserialize)]
    struct Table {
        start: Vec<Start>,
    }
    toml::from_str::<Table>(include_str!("starts.toml")).unwrap_or_default().start
});

/// Commands that run the rest of their words and count only when that is not known.
const RUNNERS: [&[&str]; 10] = [
    &["poetry", "run"],
    &["pipenv", "run"],
    &["uv", "run"],
    &["pdm", "run"],
    &["pnpm", "exec"],
    &["yarn", "exec"],
    &["bundle", "exec"],
    &["npx"],
    &["python", "-m"],
    &["python3", "-m"],
];

/// Interpreters whose first word is the script.
const INTERPRETERS: [&str; 3] = ["python", "python3", "php"];

/// What is known of the command of these words.
pub fn start(words: &[&str]) -> Option<&'static Start> {
    let behind = RUNNERS.iter().find_map(|runner| words.strip_prefix(*runner));
    if let Some(found) = behind.and_then(start) {
        return Some(found);
    }
    let (first, rest) = words.split_first()?;
    if INTERPRETERS.contains(first)
        && let Some(script) = rest.first().and_then(|script| script.rsplit('/').next())
        && !script.starts_with('-')
    {
        let script: Vec<&str> = [script].into_iter().chain(rest[1..].iter().copied()).collect();
        return start(&script);
    }
    let options: Vec<&str> = rest.iter().copied().filter(|word| word.starts_with('-')).collect();
    let plain: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let fits = |run: &[String]| {
        let (asked, leading): (Vec<&str>, Vec<&str>) = run.iter().map(String::as_str).partition(|word| word.starts_with('-'));
        asked.iter().all(|option| options.contains(option)) && plain.starts_with(&leading)
    };
    let rows = STARTS
        .iter()
        .filter(|row| !row.alone || rest.first().is_none_or(|word| word.starts_with('-')))
        .flat_map(|row| row.run.iter().map(move |run| (row, run)));
    rows.filter(|(_, run)| fits(run)).max_by_key(|(_, run)| run.len()).map(|(row, _)| row)
}

/// Whether the command of these words needs the tools of development.
pub fn needs_tools(words: &[&str]) -> bool {
    start(words).is_some_and(|start| matches!(start.kind, StartKind::Tool | StartKind::Show) || start.tools)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_known_behind_their_runners() {
        let kind = |text: &str| start(&text.split(' ').collect::<Vec<_>>()).map(|start| start.kind);
        assert_eq!(kind("go run ."), Some(StartKind::Tool));
        assert_eq!(kind("python3 ./manage.py runserver 0.0.0.0:8000"), Some(StartKind::Server));
        assert_eq!(kind("poetry run python -m flask run"), Some(StartKind::Server));
        assert_eq!(kind("uvicorn main:app --reload"), Some(StartKind::Server));
        assert_eq!(kind("npx vite --host"), Some(StartKind::Server));
        assert_eq!(kind("npx serve dist"), Some(StartKind::Wrapper));
        assert_eq!(kind("npm run dev"), Some(StartKind::Server));
        assert_eq!(kind("npm run serve"), Some(StartKind::Wrapper));
        assert_eq!(kind("npm run test"), Some(StartKind::Wrapper));
        assert_eq!((kind("uvicorn main:app"), kind("python app.py"), kind("vite build"), kind("php")), (None, None, None, None));
    }
}
