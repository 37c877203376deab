#!/usr/bin/env bash
# Runs a command against a PostgreSQL server of its own, made in a temporary folder from the Debian packages.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq postgresql >/dev/null
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
fi
[ -n "$bin" ] || { echo "This needs a PostgreSQL server. Run: sudo apt-get install postgresql" >&2; exit 1; }
folder=$(mktemp -d /tmp/tessera-postgres.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
  chown postgres "$folder"
  as="runuser -u postgres --"
fi
port=${TEST_POSTGRES_PORT:-54329}
stop() { $as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
$as "$bin/initdb" -D "$folder/data" --auth=trust --encoding=UTF8 -U postgres >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -w -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off" -l "$folder/log" start >/dev/null
psql="$bin/psql -q -h 127.0.0.1 -p $port -U postgres -v ON_ERROR_STOP=1"
$psql -c "CREATE ROLE tessera_owner LOGIN CREATEDB" -c "CREATE ROLE tessera_app LOGIN" -c "CREATE DATABASE tessera OWNER tessera_owner"
export DATABASE_URL="postgresql://tessera_app@127.0.0.1:$port/tessera"
export TESSERA_OWNER_URL="postgresql://tessera_owner@127.0.0.1:$port/tessera"
"$@"
