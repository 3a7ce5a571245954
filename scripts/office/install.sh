#!/bin/sh
# Installs graphmodel from this folder, without a network.
cd "$(dirname "$0")" || exit 3
wanted=$(cat python-version)
for python in "python$wanted" python3; do
    if command -v "$python" >/dev/null 2>&1; then
        exec "$python" install.py
    fi
done
echo "需要 Python $wanted，这台机器上没有。 / Python $wanted is needed and is not on this machine." >&2
exit 3
