//! Owns the random numbers of the tests: the same ones each time, so that a failure can be seen again.

/// A generator of random numbers (xorshift).
pub struct Dice(u64);

impl Dice {
    /// Numbers that depend on the seed alone.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }

    /// Up to four of the characters.
    pub fn text(&mut self, characters: &[char]) -> String {
        (0..self.below(5)).map(|_| characters[self.below(characters.len())]).collect()
    }
}
