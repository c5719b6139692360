//! Owns `Lazily`: a part of an instruction that is worked out when somebody asks for it.

use std::fmt;
use std::sync::OnceLock;

/// A value that follows from the instruction's text. Whether it has been asked for yet is nobody's business, so it does not show when an
/// instruction is printed.
pub struct Lazily<T>(OnceLock<T>);

impl<T> Lazily<T> {
    /// Nothing is known yet.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The value, worked out now if need be.
    pub fn get(&self, work_out: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(work_out)
    }
}

impl<T> fmt::Debug for Lazily<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}
