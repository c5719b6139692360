//! Owns "did you mean": the nearest of some known words.

/// How many words a rule may compare in one file. A file with thousands of misspelt names is not one that people write,
/// and it must not cost more than others.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(100_000)
    }
}

impl Budget {
    /// Takes some comparisons off the budget; false when it does not hold as many.
    pub fn spend(&mut self, comparisons: usize) -> bool {
        let enough = self.0 >= comparisons;
        self.0 = self.0.saturating_sub(comparisons);
        enough
    }
}

/// The candidate that is nearest to `word`: at most two edits away, and one for short words, among which two make any word of any other.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match word.chars().count() {
        0 | 1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = distance(&word.to_lowercase(), &candidate.to_lowercase(), limit)?;
            Some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words, a swap of neighbours counting as one; none when there are more than `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.pop().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_within_a_few_edits_is_meant() {
        assert_eq!(nearest("RNU", ["RUN", "ENV"]), Some("RUN"));
        assert_eq!(nearest("bulider", ["builder", "deps"]), Some("builder"));
        assert_eq!(nearest("nginx", ["builder", "deps"]), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("set", ["test"]), None);
    }
}
