#!/bin/sh
# Install the programs the tests are checked against: tests/peers/setup.sh
# Quiet, and does nothing when all is there. With CI=true a missing program is installed by apt
# or stops us; elsewhere the tests that need it are skipped.
set -eu
cd "$(dirname -- "$0")"

say() { printf 'peers: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && has apt-get; }

updated=
package() {
    [ -n "$updated" ] || { apt-get update -qq >/dev/null 2>&1 || true; updated=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        >/dev/null 2>&1 || true
}

# need <what for> <program> <packages...>: the program is there, or we say what is left out
need() {
    for_what=$1 program=$2; shift 2
    if has "$program"; then return 0; fi
    if may_install; then package "$@"; fi
    if has "$program"; then return 0; fi
    if [ "${CI:-}" = true ]; then say "$program is missing; cure: apt install $*"; exit 1; fi
    say "$program is missing (apt install $*): skipping $for_what"
    return 1
}

# A database server in reach, or one of ours
postgres() {
    if [ -n "${TEST_POSTGRES_URL:-}" ] || { has pg_isready && pg_isready -q -h 127.0.0.1; }; then return; fi
    if may_install; then
        package postgresql
        service postgresql start >/dev/null 2>&1 || true
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            if pg_isready -q -h 127.0.0.1; then trusted; return; fi
            sleep 1
        done
    fi
    if [ "${CI:-}" = true ]; then say "PostgreSQL is missing; cure: apt install postgresql"; exit 1; fi
    say "no PostgreSQL on 127.0.0.1:5432: skipping it in every test on databases"
}

# The server we just installed lets this machine in without a password, for the tests
trusted() {
    access=$(su postgres -c "psql -tAc 'SHOW hba_file'")
    sed -i 's/^\(host.*127\.0\.0\.1\/32 *\).*/\1trust/' "$access"
    service postgresql reload >/dev/null 2>&1 || true
    su postgres -c "createdb test" >/dev/null 2>&1 || true
}

# isolated <name>: the environment .venv-<name> as <name>.txt pins it
isolated() {
    wanted=$(cksum < "$1.txt")
    if [ "$(cat ".venv-$1/.kentongan-lock" 2>/dev/null || true)" = "$wanted" ]; then return; fi
    uv=$(../../setup.sh uv)
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/../../var/uv-cache}" UV_NO_CONFIG=1 UV_NO_PROGRESS=1
    rm -rf ".venv-$1"
    "$uv" venv --quiet --no-project --python ../../.venv/bin/python ".venv-$1"
    "$uv" pip install --quiet --python ".venv-$1/bin/python" --no-deps -r "$1.txt"
    printf '%s' "$wanted" > ".venv-$1/.kentongan-lock"
}

# A broker for the test that hints travel over it
broker() {
    if python3 -c "import socket; socket.create_connection(('127.0.0.1', $2), 2)" 2>/dev/null; then return; fi
    if may_install; then package "$1"; service "$1" start >/dev/null 2>&1 || true; sleep 5; fi
}

postgres
broker redis-server 6379
broker rabbitmq-server 5672
PATH=$PATH:/usr/sbin
need "SMS over Kannel" bearerbox kannel kannel-extras || true
need "the browser tests" chromium chromium || true
if need "Prism, Telegram's types and the segment oracle" npm nodejs npm; then
    wanted=$(cksum < package-lock.json)
    if [ "$(cat node_modules/.kentongan-lock 2>/dev/null || true)" != "$wanted" ]; then
        say "Installing test peers (once)..."
        npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null 2>npm.log || {
            cat npm.log >&2; say "npm could not install the test peers"; rm -f npm.log; exit 1
        }
        rm -f npm.log
        printf '%s' "$wanted" > node_modules/.kentongan-lock
    fi
fi
if need "Telegram's Bot API" redis-server redis-server; then
    isolated telemelya
    isolated moto
fi
