//! Owns the reference texts of instructions and flags, which hovers show.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What an instruction does.
#[derive(Debug, Deserialize)]
pub struct InstructionReference {
    /// How it is written.
    pub usage: String,
    /// What it does.
    pub text: String,
}

/// What a flag does.
#[derive(Debug, Deserialize)]
pub struct FlagReference {
    /// What it takes; empty for a switch.
    pub value: String,
    /// What it does.
    pub text: String,
}

#[derive(Deserialize)]
struct Table {
    instruction: BTreeMap<String, InstructionReference>,
    flag: BTreeMap<String, BTreeMap<String, FlagReference>>,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("reference.toml")).ok());

/// The text on an instruction, by its upper-case keyword.
pub fn instruction(keyword: &str) -> Option<&'static InstructionReference> {
    TABLE.as_ref()?.instruction.get(keyword)
}

/// The text on a flag. ADD shares most of COPY's.
pub fn flag(keyword: &str, name: &str) -> Option<&'static FlagReference> {
    let flags = &TABLE.as_ref()?.flag;
    let shared = if keyword == "ADD" { flags.get("COPY").filter(|_| name != "from" && name != "parents") } else { None };
    flags.get(keyword).and_then(|flags| flags.get(name)).or_else(|| shared.and_then(|flags| flags.get(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::KEYWORDS;

    #[test]
    fn every_instruction_and_every_flag_is_explained() {
        for (name, keyword) in KEYWORDS {
            assert!(instruction(name).is_some(), "{name}");
            for spec in keyword.flags() {
                assert!(flag(name, spec.name).is_some(), "{name} --{}", spec.name);
            }
        }
    }
}
