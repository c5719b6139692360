//! Owns what compose files in the folder of a Dockerfile say of its build.

use std::collections::BTreeMap;

use yaml_rust2::parser::{Event, Parser};

use super::Workspace;

/// A service that is built up to a stage.
#[derive(Debug, PartialEq, Eq)]
pub struct ComposeTarget {
    /// The compose file.
    pub file: String,
    /// The service.
    pub service: String,
    /// The stage.
    pub target: String,
}

/// What a service says of its build.
#[derive(Debug, Default)]
struct Build {
    context: Option<String>,
    dockerfile: Option<String>,
    target: Option<String>,
    /// A part of it comes from elsewhere.
    unclear: bool,
}

/// The targets that services of the compose files ask for. There are none unless it is clear that they build the Dockerfile in question: the only one of its
/// folder.
pub fn targets(workspace: &dyn Workspace) -> Vec<ComposeTarget> {
    let files = || workspace.paths().into_iter().flatten().map(|path| &**path).filter(|path| !path.contains('/'));
    let mut dockerfiles = files().filter(|name| is_dockerfile(name));
    let (Some(dockerfile), None) = (dockerfiles.next(), dockerfiles.next()) else { return Vec::new() };
    let mut found = Vec::new();
    for file in files().filter(|name| is_compose_file(name)) {
        let Some(text) = workspace.text(file) else { continue };
        for (service, build) in builds(&text).into_iter().filter(|(_, build)| !build.unclear) {
            let here = build.context.is_none_or(|context| matches!(context.as_str(), "." | "./" | ""));
            let named = build.dockerfile.as_deref().map_or("Dockerfile", |name| name.trim_start_matches("./"));
            if let Some(target) = build.target.filter(|target| here && named == dockerfile && !target.contains('$') && !target.is_empty()) {
                found.push(ComposeTarget { file: file.to_owned(), service, target });
            }
        }
    }
    found
}

fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !lower.ends_with(".dockerignore")
        && (["dockerfile", "containerfile"]
            .iter()
            .any(|stem| lower == *stem || lower.starts_with(&format!("{stem}.")) || lower.ends_with(&format!(".{stem}"))))
}

fn is_compose_file(name: &str) -> bool {
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| ["compose", "docker-compose"].iter().any(|base| stem == *base || stem.starts_with(&format!("{base}."))))
}

/// The builds of the services of a compose file; those before a fault if the text has one.
fn builds(text: &str) -> BTreeMap<String, Build> {
    let mut found: BTreeMap<String, Build> = BTreeMap::new();
    let mut parser = Parser::new_from_str(text);
    // The key that waits for its value, for each table that is open; none in a list.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut waits: Vec<bool> = Vec::new();
    while let Ok((event, _)) = parser.next_token() {
        let value = match event {
            Event::StreamEnd => break,
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                open.push(None);
                waits.push(matches!(event, Event::MappingStart(..)));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                waits.pop();
                None
            }
            Event::Scalar(text, ..) => {
                if let (Some(key @ None), Some(true)) = (open.last_mut(), waits.last()) {
                    *key = Some(text);
                    continue;
                }
                Some(Some(text))
            }
            Event::Alias(_) => Some(None),
            _ => continue,
        };
        if let Some(value) = value {
            let path: Vec<&str> = open.iter().map_while(|key| key.as_deref()).collect();
            note(&mut found, &path, value);
        }
        // The value of a key is complete.
        if let Some(key) = open.last_mut() {
            *key = None;
        }
    }
    found
}

/// Takes down a value at its place; an alias has none.
fn note(found: &mut BTreeMap<String, Build>, path: &[&str], value: Option<String>) {
    let ["services", service, rest @ ..] = path else { return };
    let build = found.entry((*service).to_owned()).or_default();
    match (rest, value) {
        (["build"], Some(context)) | (["build", "context"], Some(context)) => build.context = Some(context),
        (["build", "dockerfile"], Some(name)) => build.dockerfile = Some(name),
        (["build", "target"], Some(name)) => build.target = Some(name),
        (["build", "dockerfile_inline"], _) | ([] | ["build"] | ["build", "<<" | "context" | "dockerfile" | "target"] | ["<<" | "extends"], _) => {
            build.unclear = true;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::builds;

    #[test]
    fn only_what_a_service_says_of_its_build_is_read() {
        let text = "version: '3'\nservices:\n  web:\n    ports: [\"80:80\", { target: 1 }]\n    build:\n      args: { target: x }\n      target: dev\n      context: .\n  db: { build: ./db }\n";
        let found = builds(text);
        let web = &found["web"];
        assert_eq!((web.target.as_deref(), web.context.as_deref(), web.unclear), (Some("dev"), Some("."), false));
        assert_eq!(found["db"].context.as_deref(), Some("./db"));
    }

    #[test]
    fn aliases_make_a_build_unclear_and_faults_end_the_reading() {
        assert!(builds("a: &b { target: x }\nservices: { web: { build: *b } }")["web"].unclear);
        assert!(builds("a: &b { x: y }\nservices: { web: { <<: *b, build: . } }")["web"].unclear);
        assert!(builds("services: [}").is_empty());
    }
}
