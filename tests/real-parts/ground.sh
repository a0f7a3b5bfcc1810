# Sourced by the other scripts of this folder: where things are, and how a part is installed.
# shellcheck shell=bash

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly repository
# Git-ignored; everything the scripts build lives below it.
readonly parts="$repository/.root"

say() { printf '%s\n' "$*" >&2; }

# A part that can't be had here ends its script with this code and the reason as its last line on stderr;
# the tests that need it are skipped with that reason.
readonly not_available=75
unavailable() {
  say "$*"
  exit "$not_available"
}

require_debian_and_root() {
  command -v apt-get >/dev/null || unavailable "$1 comes from a Debian package, and this system has no apt-get"
  [ "$(id -u)" -eq 0 ] || unavailable "$1 needs root rights to install: run ./test as root"
}

# Only one script at a time goes past this line, on the whole machine where it changes the machine (apt), and in this
# clone where it changes the clone. Children inherit the lock on purpose: when a script is killed with its debootstrap
# still running, the next one waits for that to end instead of deleting the folder under its feet.
# Servers that must outlive the script are started with the descriptor closed.
hold_lock() {
  local file="$1" why="$2"
  mkdir -p "$(dirname "$file")"
  exec 9>"$file"
  if ! flock --nonblock 9; then
    say "  waiting for another run: $why"
    flock 9
  fi
}

# Installs Debian packages on this machine. Third-party sources that don't answer must not matter, so the outcome of
# `update` is not looked at: `install` says what is missing.
apt_install() (
  hold_lock /run/lock/sentralix-test-parts.lock "it installs Debian packages"
  export DEBIAN_FRONTEND=noninteractive
  local options=(-qq -o DPkg::Lock::Timeout=600 -o APT::Sandbox::User=root)
  local log attempt
  log="$(mktemp)"
  for attempt in 1 2 3; do
    apt-get "${options[@]}" update </dev/null >"$log" 2>&1 || true
    if apt-get "${options[@]}" install --yes --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    [ "$attempt" -eq 3 ] || sleep 5
  done
  tail -n 20 "$log" >&2
  rm -f "$log"
  return 1
)
