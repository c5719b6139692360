//! Compiles the generated parser and the scanner into the crate.

fn main() {
    let files = ["src/parser.c", "src/scanner.c"];
    let mut build = cc::Build::new();
    build.std("c11").include("src").warnings(false);
    for file in files {
        build.file(file);
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rerun-if-changed=src/tree_sitter");
    build.compile("tree-sitter-dockerfile");
}
