# Sourced by the other scripts of this folder: where things are, and how a part is installed.
# Each script prints what it made (a path, a connection string) on standard output, progress on standard error.
# shellcheck shell=bash

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly repository
# Git-ignored; everything the scripts build lives below it.
# shellcheck disable=SC2034 # for the scripts that source this
readonly parts="$repository/.root"

say() { printf '%s\n' "$*" >&2; }

# A part that can't be had here: its script ends with this code and prints the reason in place of the result.
# The tests that need the part are skipped with that reason.
readonly not_available=75
unavailable() {
  printf '%s\n' "$*"
  exit "$not_available"
}

require_debian_and_root() {
  command -v apt-get >/dev/null || unavailable "$1 is installed from Debian packages, and there is no apt-get here"
  [ "$(id -u)" -eq 0 ] || unavailable "$1 needs root rights to install: run ./test as root"
}

# One script at a time goes past this line: on the whole machine where it changes the machine, in this clone where it
# changes the clone. Children inherit the lock on purpose: when a script is killed and its debootstrap still runs, the
# next one waits for that to end instead of deleting the folder under its feet. What must outlive the script, or may
# start what does, is run with the descriptor closed.
hold_lock() {
  local file="$1" purpose="$2"
  mkdir -p "$(dirname "$file")"
  exec 9>"$file"
  if ! flock --nonblock 9; then
    say "  waiting: another run $purpose"
    flock 9
  fi
}

# Installs Debian packages on this machine. Third-party sources that don't answer must not matter, so the outcome of
# `update` is not looked at: `install` says what is missing.
apt_install() (
  hold_lock /run/lock/sentralix-test-parts.lock "installs Debian packages"
  export DEBIAN_FRONTEND=noninteractive
  local options=(-qq -o DPkg::Lock::Timeout=600) log tries=3 installed=no
  log="$(mktemp)"
  while [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    {
      apt-get "${options[@]}" update || true
      # A killed installation leaves packages unpacked and not configured, and apt-get refuses until that is mended.
      dpkg --configure -a || true
      apt-get "${options[@]}" install --yes --no-install-recommends "$@" && installed=yes
    } </dev/null >>"$log" 2>&1 9>&-
    if [ "$installed" = yes ]; then
      rm -f "$log"
      return 0
    fi
    sleep 3
  done
  tail -n 20 "$log" >&2
  rm -f "$log"
  return 1
)
