#!/usr/bin/env bash
# Installs the npm packages of tests/package-lock.json. Prints the node_modules folder; its .bin holds the Node.js to run
# them with. The system's Node.js and npm, installed where they are missing, only fetch: Debian's may be too old to run.
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
    # npm 9, which is Debian 12's, leaves out the link to an optional package's program.
    for node in "$tests"/node_modules/node-linux-*/bin/node; do
      if [ -x "$node" ]; then ln -sf "${node/#"$tests/node_modules"/..}" "$tests/node_modules/.bin/node"; fi
    done
    printf '%s\n' "$wanted" >"$stamp"
  fi
fi
# Where the lock file has no Node.js for the system, its own has to do.
PATH="$tests/node_modules/.bin:$PATH"
major="$(node --print 'process.versions.node.split(".")[0]' </dev/null)"
[ "$major" -ge 22 ] || unavailable "the npm packages of tests need Node.js 22 or newer, and this one is $(node --version)"
printf '%s\n' "$tests/node_modules"
