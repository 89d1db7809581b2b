#!/bin/sh
# Build or renew the understanding environment: nlu/setup.sh <uv> <python3.12>
# Does nothing when nlu/.venv was built from the same lock by the same interpreter.
set -eu
uv=${1:?usage: nlu/setup.sh <uv> <python3.12>}
python=${2:?usage: nlu/setup.sh <uv> <python3.12>}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cd "$here"

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$version" != 3.12 ]; then
    echo "nlu/setup.sh: need Python 3.12, $python is $version" >&2
    exit 1
fi

wanted="$(cksum < requirements.lock) $python"
stamp=.venv/.kentongan-lock
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

rm -rf .venv
"$uv" venv --quiet --no-project --python "$python" .venv
"$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --no-deps --require-hashes -r requirements.lock
printf '%s\n' "$wanted" > "$stamp"
