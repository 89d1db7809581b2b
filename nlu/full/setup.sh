#!/bin/sh
# Build or renew the full Rasa environment (DIET, benchmark peer): nlu/full/setup.sh <uv> <python3.10>
# Does nothing when nlu/full/.venv was built from the same lock by the same interpreter.
set -eu
uv=${1:?usage: nlu/full/setup.sh <uv> <python3.10>}
python=${2:?usage: nlu/full/setup.sh <uv> <python3.10>}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cd "$here"

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
if [ "$version" != 3.10 ]; then
    echo "nlu/full/setup.sh: need Python 3.10 by its full path (a pyenv shim will not do), $python is $version" >&2
    exit 1
fi

wanted="$(cksum < requirements.lock) $python"
stamp=.venv/.kentongan-lock
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

rm -rf .venv
"$uv" venv --quiet --no-project --python "$python" .venv
"$uv" pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.lock
printf '%s\n' "$wanted" > "$stamp"
