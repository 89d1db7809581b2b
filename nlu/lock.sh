#!/bin/sh
# Renew nlu/requirements.lock: nlu/lock.sh <uv>
set -eu
cd "$(dirname -- "$0")"
exec "${1:?}" pip compile --quiet --python-version 3.12 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --upgrade requirements.in -o requirements.lock
