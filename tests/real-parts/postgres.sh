#!/usr/bin/env bash
# A throw-away PostgreSQL 18 with pgvector, from the Debian testing tree, on a free loopback port.
#   postgres.sh start [--owner PID]   prints a superuser connection string; a server whose owner has died is stopped
#                                     and deleted by the next start, one without an owner runs until it is stopped
#   postgres.sh stop PORT | --owner PID
#                                     stops it, shows the end of its log if it had crashed, deletes its data
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=ground.sh
. "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

binaries=/usr/lib/postgresql/18/bin
# As seen inside the tree: one folder for each server, named by its port.
servers=/srv/sentralix-tests

inside() {
  local tree="$1"
  shift
  # Descriptor 9 is the lock: a server must not keep it.
  chroot --userspec=postgres:postgres "$tree" /usr/bin/env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@" </dev/null 9>&-
}

# PID and start time: a PID alone comes back for another process.
identity() { [ -r "/proc/$1/stat" ] && printf '%s %s\n' "$1" "$(sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20)"; }

# The postmaster of a folder, if it runs: the file outlives a killed server, and the PID may be another process by now,
# even another server's.
postmaster() {
  local pid
  pid="$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null || true)"
  [ -n "$pid" ] && tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qx "$servers/${1##*/}/data" && printf '%s\n' "$pid"
}

wait_for_end() {
  local pid="$1" tenths="$2"
  while [ "$tenths" -gt 0 ]; do
    [ -d "/proc/$pid" ] || return 0
    sleep 0.1
    tenths=$((tenths - 1))
  done
  return 1
}

delete_server() {
  local folder="$1" pid
  if pid="$(postmaster "$folder")"; then
    kill -INT "$pid" 2>/dev/null || true # fast shutdown: sessions are cut, data is written
    if ! wait_for_end "$pid" 300; then
      kill -QUIT "$pid" 2>/dev/null || true
      wait_for_end "$pid" 100 || { say "PostgreSQL (pid $pid) does not end"; return 1; }
    fi
  fi
  rm -rf --one-file-system "$folder"
}

is_needed() {
  local folder="$1" owner
  owner="$(cat "$folder/owner" 2>/dev/null || true)"
  if [ -n "$owner" ]; then
    [ "$(identity "${owner%% *}" || true)" = "$owner" ]
  else
    postmaster "$folder" >/dev/null
  fi
}

delete_servers_of_dead_runs() {
  local folder
  for folder in "$parts"/forky*"$servers"/[0-9]*; do
    [ -d "$folder" ] || continue
    is_needed "$folder" || delete_server "$folder"
  done
}

# Below the range from which the system hands out ports, so that no test's own server or client takes it meanwhile.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

start() {
  local owner="" tree port folder password attempt
  if [ "${1:-}" = --owner ]; then owner="$(identity "$2")" || { say "no process $2"; exit 2; }; fi
  require_debian_and_root "PostgreSQL 18 with pgvector"
  tree="$("$repository/tests/real-parts/debian-root.sh")" || unavailable "$tree"
  [ -x "$tree$binaries/postgres" ] || unavailable "the Debian testing tree has no PostgreSQL 18"

  # Held until the server runs: a folder without a running server is then always a dead one.
  hold_lock "$parts/postgres.lock" "starts or stops PostgreSQL"
  delete_servers_of_dead_runs
  password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"

  for attempt in 1 2 3 4 5 6 7 8; do
    port="$(free_port)"
    folder="$servers/$port"
    mkdir -p "$tree$folder"
    printf '%s\n' "$owner" >"$tree$folder/owner"
    printf '%s\n' "$password" >"$tree$folder/password"
    chmod 700 "$tree$folder"
    chroot "$tree" chown -R postgres:postgres "$folder"

    # Sorted by Russian rules, as servers in the field sort by a language: a query that counts on byte order without
    # asking for COLLATE "C" has to fail here, not at a customer's.
    if ! inside "$tree" "$binaries/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$folder/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=ru-RU \
      >"$tree$folder/initdb.log" 2>&1; then
      tail -n 15 "$tree$folder/initdb.log" >&2
      rm -rf --one-file-system "${tree:?}$folder"
      unavailable "initdb of PostgreSQL 18 failed"
    fi
    # fsync and full_page_writes stay on: the tests of durability are about them.
    cat >>"$tree$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 300
log_line_prefix = '%m [%p] %u@%d '
timezone = 'UTC'
SETTINGS
    if inside "$tree" "$binaries/pg_ctl" start --wait --timeout=60 --silent \
      --pgdata="$folder/data" --log="$folder/server.log" >/dev/null 2>&1; then
      printf 'Host=127.0.0.1;Port=%s;Username=postgres;Password=%s;Database=postgres\n' "$port" "$password"
      return
    fi
    # Somebody took the port in between: another one. Anything else is not going to get better.
    if ! grep -q 'could not bind' "$tree$folder/server.log" || [ "$attempt" -eq 8 ]; then
      tail -n 15 "$tree$folder/server.log" >&2
      delete_server "$tree$folder"
      unavailable "PostgreSQL 18 did not start"
    fi
    delete_server "$tree$folder"
  done
}

stop() {
  local folder
  hold_lock "$parts/postgres.lock" "starts or stops PostgreSQL"
  for folder in "$@"; do
    [ -d "$folder" ] || continue
    if ! postmaster "$folder" >/dev/null; then
      say "PostgreSQL on port ${folder##*/} had ended by itself; the end of its log:"
      tail -n 30 "$folder/server.log" >&2 || true
    fi
    delete_server "$folder"
  done
}

servers_of() {
  local owner folder
  owner="$(identity "$1")" || return 0
  for folder in "$parts"/forky*"$servers"/[0-9]*; do
    [ "$(cat "$folder/owner" 2>/dev/null || true)" = "$owner" ] && printf '%s\n' "$folder"
  done
  return 0
}

usage() {
  say "usage: postgres.sh start [--owner PID] | stop PORT | stop --owner PID"
  exit 2
}

case "$*" in
  start | "start --owner "[0-9]*) shift; start "$@" ;;
  "stop --owner "[0-9]*) mapfile -t folders < <(servers_of "$3"); stop "${folders[@]}" ;;
  "stop "[0-9]*) stop "$parts"/forky*"$servers/$2" ;;
  *) usage ;;
esac
