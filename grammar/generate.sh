#!/bin/sh
# Regenerates the parser from grammar.js and notes what it was generated from.
set -eu
cd "$(dirname "$0")"
cli=${TREE_SITTER:-tree-sitter}
if ! command -v "$cli" >/dev/null 2>&1; then
  echo "The tree-sitter command line tool was not found. Install it with" >&2
  echo "  cargo install tree-sitter-cli --locked" >&2
  echo "or name it in the variable TREE_SITTER." >&2
  exit 1
fi
"$cli" generate --js-runtime native --abi 15 grammar.js
# The native runtime needs no Node. tests/stale.rs compares the checksum with the current grammar.js.
printf 'grammar.js %s\n%s\n' "$(cksum < grammar.js)" "$("$cli" --version)" > src/generated-from.txt
