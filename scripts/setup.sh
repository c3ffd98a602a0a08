#!/bin/sh
# Makes .venv from the lock file: with uv where it can be had, otherwise with venv and pip.
# Usage: setup.sh runtime|development
set -eu
cd "$(dirname "$0")/.."
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
wanted=$1

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "Python 3.11 or newer is needed and was not found." >&2
    exit 1
}

find_uv() {
    # A shim on the PATH can exist without a working program behind it.
    if uv --version >/dev/null 2>&1; then
        echo uv
        return
    fi
    # --target also works where the system's Python refuses to be changed (PEP 668).
    [ -x .uv/bin/uv ] || "$python" -m pip install --quiet --target .uv uv >/dev/null 2>&1 || true
    if [ -x .uv/bin/uv ] && .uv/bin/uv --version >/dev/null 2>&1; then
        echo .uv/bin/uv
    fi
}

with_uv() {
    uv=$(find_uv)
    [ -n "$uv" ] || return 1
    if [ "$wanted" = runtime ]; then
        set -- --no-dev --inexact
    else
        set --
    fi
    UV_PYTHON_DOWNLOADS=never "$uv" sync --quiet --frozen --python "$python" "$@"
}

with_pip() {
    echo "uv could not do it; using venv and pip." >&2
    file=requirements-dev.txt
    [ "$wanted" = runtime ] && file=requirements.txt
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear .venv || {
            echo "Python's venv module is missing (on Debian: apt install python3-venv)." >&2
            exit 1
        }
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file"
}

python=$(find_python)
echo "Setting up .venv ($wanted) …"
with_uv || with_pip
touch .venv/.runtime
[ "$wanted" = runtime ] || touch .venv/.development
