//! Owns the question whether a text reads a variable, asked where nothing expands the text for us.

/// True when `$NAME` or `${NAME` stands in the text.
pub fn mentions(text: &str, name: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn names_are_compared_whole() {
        assert!(mentions("echo ${A:-x}", "A") && mentions("echo \"$A\"", "A"));
        assert!(!mentions("echo $AB A", "A"));
    }
}
