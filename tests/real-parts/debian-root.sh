#!/usr/bin/env bash
# Makes .root/forky: a Debian testing tree with servers that are newer than those of the host, without touching the
# host. Prints its path. Built once, and again when debian-root.packages changes.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=ground.sh
. "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

suite=forky
root="$parts/$suite"
building="$parts/$suite.building"
packages="$(grep -v '^ *\(#\|$\)' "$repository/tests/real-parts/debian-root.packages" | sort)"

content="$(paste -sd' ' <<<"$packages")"

is_current() { [ -f "$root/.packages" ] && [ "$(cat "$root/.packages")" = "$packages" ]; }

# A killed debootstrap leaves /proc mounted inside its tree, and a tree must never be deleted through a mount.
remove_tree() {
  local tree="$1" mount
  [ -e "$tree" ] || return 0
  while read -r mount; do
    umount --lazy "$mount"
  done < <(awk -v tree="$tree/" 'index($5, tree) == 1 { print $5 }' /proc/self/mountinfo | sort --reverse)
  rm -rf --one-file-system "$tree"
}

is_in_use() {
  local process
  for process in /proc/[0-9]*/root; do
    [ "$(readlink "$process" 2>/dev/null || true)" = "$1" ] && return 0
  done
  return 1
}

remove_retired_trees() {
  local tree
  for tree in "$parts/$suite".retired.*; do
    [ -d "$tree" ] && ! is_in_use "$tree" && remove_tree "$tree"
  done
  return 0
}

# The host's own mirror, as apt reads it: whatever serves the host's release serves testing too.
mirror() {
  if [ -n "${SENTRALIX_TEST_DEBIAN_MIRROR:-}" ]; then
    printf '%s\n' "$SENTRALIX_TEST_DEBIAN_MIRROR"
    return 0
  fi
  local codename distribution
  # shellcheck source=/dev/null
  distribution="$(. /etc/os-release && printf '%s' "${ID:-}")"
  # shellcheck source=/dev/null
  codename="$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")"
  [ "$distribution" = debian ] ||
    unavailable "the Debian testing tree needs a Debian mirror, which apt knows only on Debian: name one in SENTRALIX_TEST_DEBIAN_MIRROR"
  # shellcheck disable=SC2016 # the placeholders are apt's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v codename="$codename" '($2 == codename || $2 == "sid" || $2 == "stable" || $2 == "testing") && $3 == "main" && !found++ { print $1 }'
}

build() {
  local from log started=$SECONDS
  require_debian_and_root "the Debian testing tree ($content)"
  if ! command -v debootstrap >/dev/null; then
    say "  installing debootstrap"
    apt_install debootstrap || unavailable "debootstrap could not be installed"
  fi
  from="$(mirror)" || unavailable "$from"
  [ -n "$from" ] || unavailable "no Debian mirror found in apt's sources: name one in SENTRALIX_TEST_DEBIAN_MIRROR"

  say "  building the Debian testing tree ($content); about a minute"
  remove_tree "$building"
  log="$parts/$suite.log"
  # Older debootstraps have no script named forky; sid's is the same one.
  if ! debootstrap --variant=minbase --include="$(paste -sd, <<<"$packages")" \
    "$suite" "$building" "$from" /usr/share/debootstrap/scripts/sid </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    unavailable "the Debian testing tree could not be built; see $log"
  fi
  chroot "$building" apt-get clean
  rm -rf "$building"/var/lib/apt/lists/*
  printf '%s\n' "$packages" >"$building/.packages"

  # Servers that run inside the old tree keep it as their root under its new name, until they end.
  if [ -e "$root" ]; then mv "$root" "$root.retired.$$.$SECONDS"; fi
  mv "$building" "$root"
  say "  the Debian testing tree is built in $((SECONDS - started)) s"
}

if ! is_current; then
  hold_lock "$parts/$suite.lock" "builds the Debian testing tree"
  is_current || build
  remove_retired_trees
fi
printf '%s\n' "$root"
