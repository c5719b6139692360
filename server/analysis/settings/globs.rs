//! Owns the patterns for files in a configuration.

use globset::{GlobBuilder, GlobMatcher};

use super::value::{Located, Problem};

/// Patterns for paths below the folder of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Globs(Vec<Pattern>);

#[derive(Clone, Debug)]
struct Pattern {
    glob: GlobMatcher,
    /// Without a slash the pattern is about the name of a file in any folder.
    name_only: bool,
}

impl Globs {
    /// Reads a list of patterns.
    pub fn read(value: &Located) -> Result<Self, Problem> {
        let pattern = |item: &Located| {
            let text = item.text()?;
            let glob = GlobBuilder::new(text.trim_start_matches("./")).literal_separator(true).build();
            let glob = glob.map_err(|error| Problem::new(item.at, format!("`{text}` is no pattern for files: {}", error.kind())))?;
            Ok(Pattern { glob: glob.compile_matcher(), name_only: !text.contains('/') })
        };
        value.list()?.iter().map(pattern).collect::<Result<_, _>>().map(Self)
    }

    /// Whether one of the patterns is about a path, in which `/` separates the parts.
    pub fn cover(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.0.iter().any(|pattern| pattern.glob.is_match(if pattern.name_only { name } else { path }))
    }
}
