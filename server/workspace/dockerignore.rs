//! Owns `.dockerignore`: its patterns, and whether a path is left out of the build context.

/// The patterns of a `.dockerignore` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dockerignore {
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    parts: Vec<String>,
    negated: bool,
}

impl Dockerignore {
    /// Reads the lines: blank ones and comments do not count, paths are cleaned, `!` takes an exclusion back (patternmatcher/ignorefile of Moby).
    pub fn parse(text: &str) -> Self {
        let patterns = text
            .trim_start_matches('\u{feff}')
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| {
                let (negated, path) = line.strip_prefix('!').map_or((false, line), |path| (true, path.trim()));
                Pattern { negated, parts: clean(path) }
            })
            .filter(|pattern| !pattern.parts.is_empty())
            .collect();
        Self { patterns }
    }

    /// True when some line takes an exclusion back, so that a plain match says little.
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.negated)
    }

    /// True when the path (relative to the context) is left out. A pattern that matches a folder covers what is in it.
    pub fn excludes(&self, path: &str) -> bool {
        let parts = clean(path);
        let mut excluded = false;
        for pattern in &self.patterns {
            if pattern.negated == excluded && (1..=parts.len()).any(|length| matches(&pattern.parts, &parts[..length])) {
                excluded = !pattern.negated;
            }
        }
        excluded
    }

    /// True when everything is left out, so that not even the context's root has anything to copy.
    pub fn excludes_everything(&self) -> bool {
        let all = |pattern: &&Pattern| !pattern.negated && matches!(pattern.parts.join("/").as_str(), "*" | "**" | "**/*");
        self.patterns.iter().any(|pattern| all(&pattern))
    }
}

fn clean(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

/// `**` stands for any number of folders. The table of reached states keeps the work at the product of both lengths.
fn matches(pattern: &[String], path: &[String]) -> bool {
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        let mut any = false;
        for at in 0..=path.len() {
            if part == "**" {
                any |= reached[at];
                next[at] = any;
            } else if at > 0 {
                next[at] = reached[at - 1] && part_matches(part, &path[at - 1]);
            }
        }
        reached = next;
    }
    reached[path.len()]
}

/// `*`, `?` and `[...]` within one part of a path, as Go's filepath.Match has them.
fn part_matches(pattern: &str, name: &str) -> bool {
    if !pattern.contains(['*', '?', '[', '\\']) {
        return pattern == name;
    }
    globset::GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build().is_ok_and(|glob| glob.compile_matcher().is_match(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_folders_and_are_taken_back() {
        let ignore = Dockerignore::parse("# notes\n/node_modules/\n*.log\n**/cache\n!keep.log\n");
        for path in ["node_modules", "node_modules/x/y", "a.log", "a/b/cache/c", "./a.log"] {
            assert!(ignore.excludes(path), "{path}");
        }
        for path in ["keep.log", "src/a.log", "nodes"] {
            assert!(!ignore.excludes(path), "{path}");
        }
        assert!(ignore.has_exceptions() && !ignore.excludes_everything());
        assert!(Dockerignore::parse("**\n").excludes_everything());
    }
}
