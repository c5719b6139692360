#!/usr/bin/env bash
# Runs suite.lua in a real Neovim: run.sh NVIM SERVER, the paths of the two programs.
set -euo pipefail

nvim=$(realpath "$1")
server=$(realpath "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plugin=$(cd "$here/../../../editors/neovim" && pwd)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A repository of two images, and a file outside of it. Not a git checkout: the marker alone decides.
mkdir -p "$scratch"/{bin,repository/.git,repository/services/web,repository/services/api,lonely,state}
cp "$here/../workspace/Dockerfile" "$scratch/repository/services/web/Dockerfile"
cp "$here/../workspace/Dockerfile" "$scratch/repository/services/api/Containerfile"
# Neither of its names is a root marker.
cp "$here/../workspace/Dockerfile" "$scratch/lonely/one.dockerfile"
ln -s "$server" "$scratch/bin/stagewright"

cd "$scratch/repository"
# The user's own Neovim is left out, its logs too; the shipped folder is a plugin folder as it is.
PATH="$scratch/bin:$PATH" XDG_STATE_HOME="$scratch/state" XDG_CACHE_HOME="$scratch/state" LONELY_FILE="$scratch/lonely/one.dockerfile" \
  "$nvim" --clean --headless --cmd "set runtimepath^=$plugin" -l "$here/suite.lua"
