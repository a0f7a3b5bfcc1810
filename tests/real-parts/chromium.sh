#!/usr/bin/env bash
# Finds Chromium, or installs Debian's. Prints the path of the program.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=ground.sh
. "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

# A program may be there and not run: half installed, or Ubuntu's stub that asks for a snap.
find_browser() {
  local name path
  for name in chromium google-chrome chromium-browser; do
    path="$(command -v "$name")" || continue
    if timeout 20 "$path" --version </dev/null >/dev/null 2>&1; then
      printf '%s\n' "$path"
      return 0
    fi
  done
  return 1
}

find_browser && exit 0
require_debian_and_root "Chromium"
# shellcheck source=/dev/null
[ "$(. /etc/os-release && printf '%s' "${ID:-}")" = debian ] ||
  unavailable "Chromium is a Debian package only on Debian: install a Chromium and name it in SENTRALIX_TEST_CHROMIUM"
say "  installing Chromium"
# The font has Cyrillic letters: without any font pages have no visible text.
apt_install chromium fonts-dejavu-core || unavailable "the Debian package chromium could not be installed"
find_browser || unavailable "Chromium was installed and does not start"
