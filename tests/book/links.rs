//! Links within the book lead to a page or a heading that is there, and none leads out of `docs`, where the published book could not follow.

use std::collections::BTreeMap;

use super::{all_pages, docs, read};

/// A page without its code.
fn prose(page: &str) -> String {
    let mut text = String::new();
    let mut code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            let parts = line.split('`').enumerate().filter(|(index, _)| index % 2 == 0);
            text.extend(parts.map(|(_, part)| part));
            text.push('\n');
        }
    }
    text
}

/// What stands in the round brackets of links.
fn targets(prose: &str) -> Vec<&str> {
    prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| !target.is_empty()).collect()
}

/// The anchor of a heading, as both mdBook and GitHub make it.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    heading.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_').map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages: BTreeMap<String, String> = all_pages().into_iter().map(|page| (page.clone(), read(&page))).collect();
    let mut wrong = Vec::new();
    for (page, text) in &pages {
        let folder = page.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for target in targets(&prose(text)) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = match path.strip_prefix("../") {
                _ if path.is_empty() => page.clone(),
                Some(up) if !folder.is_empty() => up.to_owned(),
                _ => format!("{folder}{path}"),
            };
            let sound = match pages.get(&path) {
                Some(text) => heading.is_empty() || text.lines().any(|line| line.starts_with('#') && anchor(line) == heading),
                None => heading.is_empty() && !path.contains("..") && docs().join(&path).is_file(),
            };
            if !sound {
                wrong.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
