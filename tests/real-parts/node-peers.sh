#!/usr/bin/env bash
# Installs the npm packages of tests/package-lock.json, and Node.js where it is missing. Prints the node_modules folder.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=ground.sh
. "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

tests="$repository/tests"
stamp="$tests/node_modules/.sentralix-lock"
wanted="$(sha256sum <"$tests/package-lock.json")"

is_current() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; }

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  require_debian_and_root "Node.js"
  say "  installing Node.js"
  apt_install nodejs npm || unavailable "the Debian packages nodejs and npm could not be installed"
fi

if ! is_current; then
  hold_lock "$parts/node-peers.lock" "installs the npm packages of tests"
  if ! is_current; then
    say "  installing the npm packages of tests"
    rm -f "$stamp"
    log="$parts/node-peers.log"
    if ! (cd "$tests" && npm ci --ignore-scripts --no-audit --no-fund </dev/null >"$log" 2>&1); then
      tail -n 15 "$log" >&2
      unavailable "the npm packages of tests could not be installed; see $log"
    fi
    printf '%s\n' "$wanted" >"$stamp"
  fi
fi
printf '%s\n' "$tests/node_modules"
