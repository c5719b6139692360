//! Owns the list of words that BuildKit expands, instruction by instruction.
//!
//! Source: the `Expand` methods of frontend/dockerfile/instructions and dispatch in dockerfile2llb (August 2026). RUN, CMD, ENTRYPOINT, HEALTHCHECK and
//! SHELL are left to the shell; ONBUILD is stored as text.

use crate::syntax::{Arguments, Instruction, Keyword, Word};

/// Calls `each` with every word that BuildKit expands, in the order of the joined line, and whether its check for undefined variables looks at it.
pub fn each_expanded_word<'a>(instruction: &'a Instruction, mut each: impl FnMut(&'a Word, bool)) {
    let mut flag_values = |names: &[&str]| {
        for flag in &instruction.flags {
            if let (true, Some(value)) = (names.contains(&&*flag.name), &flag.value) {
                each(value, true);
            }
        }
    };
    match instruction.keyword {
        Keyword::Add => flag_values(&["chown", "chmod", "checksum", "exclude"]),
        Keyword::Copy => flag_values(&["chown", "chmod", "exclude"]),
        _ => {}
    }
    match (&instruction.arguments, instruction.keyword) {
        (Arguments::Words(words) | Arguments::Json(words), Keyword::Add | Keyword::Copy | Keyword::Volume) => {
            words.iter().for_each(|word| each(word, true));
        }
        (Arguments::Words(words), Keyword::Expose) => words.iter().for_each(|word| each(word, false)),
        (Arguments::Text(word), Keyword::User | Keyword::Workdir | Keyword::Stopsignal) => each(word, true),
        (Arguments::Pairs(pairs), _) => {
            for pair in pairs {
                each(&pair.key, true);
                each(&pair.value, true);
            }
        }
        _ => {}
    }
}
