#!/bin/sh
# Renew nlu/full/requirements.lock: nlu/full/lock.sh <uv> <python3.10>
# --no-config: nlu/pyproject.toml tells uv to forget Rasa's own requirements; here they are wanted.
set -eu
cd "$(dirname -- "$0")"
exec "${1:?}" pip compile --quiet --no-config --python "${2:?}" --generate-hashes --override overrides.txt \
    --no-header --no-annotate --no-emit-index-url --upgrade requirements.in -o requirements.lock
