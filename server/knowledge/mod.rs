//! Owns the tables: facts about the world that rules and hovers need, each row with its source. No logic beyond looking a row up.

pub mod build_packages;
pub mod builder;
pub mod ecosystems;
pub mod image_reference;
pub mod images;
pub mod managers;
pub mod patterns;
pub mod practices;
pub mod reference;
pub mod releases;
pub mod runtime_libraries;
pub mod secrets;
pub mod semgrep;
pub mod settings;
pub mod starts;
pub mod users;
