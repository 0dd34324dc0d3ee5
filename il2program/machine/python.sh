#!/bin/sh
# Runs its arguments with a Python that the program supports: the one named by PYTHON=, else the
# environment's own, else the first that fits. Other versions and broken shims are passed over.
fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

for python in ${PYTHON:-.venv/bin/python python3 python3.13 python3.12 python3.11 /usr/bin/python3}; do
    fits "$python" && exec "$python" "$@"
done
echo "il2program needs Python 3.11, 3.12 or 3.13, and ${PYTHON:-what is on this machine} does not fit." >&2
echo "On Debian or Ubuntu: sudo apt-get install -y python3 python3-venv" >&2
exit 1
