#!/bin/sh
# Build what this project needs on a fresh machine: ./setup.sh [gateway] [nlu] [full]
# Does nothing for what is already built from the same lock. Writes only inside this folder.
set -eu
cd "$(dirname -- "$0")"
export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/var/uv-cache}" UV_PYTHON_INSTALL_DIR="$PWD/var/python"
export UV_NO_CONFIG=1 UV_NO_PROGRESS=1 UV_PYTHON_PREFERENCE="${UV_PYTHON_PREFERENCE:-system}"

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

# uv: on PATH, else our own copy by pip
find_uv() {
    if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then command -v uv; return; fi
    if [ ! -x var/tools/bin/uv ]; then
        command -v python3 >/dev/null 2>&1 || fail "python3 is missing; cure: apt install python3 python3-pip"
        python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing; cure: apt install python3-pip (or install uv)"
        say "Fetching uv (once)..."
        python3 -m pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
            --target var/tools "uv>=0.5" > var/pip.log 2>&1 ||
            { cat var/pip.log >&2; fail "pip could not fetch uv; is the package index reachable?"; }
    fi
    printf '%s\n' "$PWD/var/tools/bin/uv"
}

# An interpreter of that version that really starts: a pyenv shim may not.
starts() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$2" ]; }
find_python() {
    version=$1
    for candidate in "$(command -v "python$version" 2>/dev/null || true)" \
        "$HOME"/.pyenv/versions/"$version".*/bin/python "$(command -v python3 2>/dev/null || true)" \
        "$PWD"/var/python/cpython-"$version"*/bin/python3; do
        if [ -n "$candidate" ] && [ -x "$candidate" ] && starts "$candidate" "$version"; then
            printf '%s\n' "$candidate"; return
        fi
    done
    say "Fetching Python $version (once)..."
    "$uv" python install --quiet "$version" >&2 || fail "no Python $version; cure: install it (apt or pyenv)"
    find_fetched=$(ls -d "$PWD"/var/python/cpython-"$version"*/bin/python3 2>/dev/null | head -n 1)
    [ -n "$find_fetched" ] || fail "no Python $version; cure: install it (apt or pyenv)"
    printf '%s\n' "$find_fetched"
}

gateway() {
    python=$(find_python 3.12)
    wanted="$(cat requirements.lock setup.cfg setup.py | cksum) $python"
    stamp=.venv/.kentongan-lock
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi
    say "Building .venv (once)..."
    rm -rf .venv
    "$uv" venv --quiet --no-project --python "$python" .venv
    "$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.lock
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    printf '%s\n' "$wanted" > "$stamp"
}

nlu() {
    python=$(find_python 3.12)
    [ -x nlu/.venv/bin/python ] || say "Building nlu/.venv (once)..."
    sh nlu/setup.sh "$uv" "$python"
}

full() {
    python=$(find_python 3.10)
    say "Building nlu/full/.venv (once, with TensorFlow)..."
    sh nlu/full/setup.sh "$uv" "$python"
}

mkdir -p var
uv=$(find_uv)
for part in "${@:-gateway}"; do
    case $part in
        gateway | nlu | full) "$part" ;;
        uv) printf '%s\n' "$uv" ;;
        *) fail "unknown part $part" ;;
    esac
done
