#!/bin/sh
# Does what deploy/compose.yaml needs of the entrypoint of the official image: makes the data once, with the password of
# the superuser, and runs the command as the user postgres.
set -eu
if [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --clear-groups -- "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "${POSTGRES_PASSWORD:?is not set}" >/tmp/password
  initdb --pgdata="$PGDATA" --username=postgres --pwfile=/tmp/password --auth=scram-sha-256 --set=listen_addresses='*'
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  rm /tmp/password
fi
exec "$@"
