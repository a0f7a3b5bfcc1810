#!/usr/bin/env bash
# Prints the Debian testing tree that holds llama-server; the tests start it there, with a model that they make.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=ground.sh
. "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

require_debian_and_root "llama-server"
tree="$("$repository/tests/real-parts/debian-root.sh")" || unavailable "$tree"
[ -x "$tree/usr/bin/llama-server" ] || unavailable "the Debian testing tree has no llama-server"
printf '%s\n' "$tree"
