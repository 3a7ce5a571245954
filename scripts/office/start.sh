#!/bin/sh
# Opens graphmodel in a browser window of this machine.
cd "$(dirname "$0")" || exit 3
if [ ! -x venv/bin/python ]; then
    echo "还没有安装，请先运行 install.sh。 / Not installed yet: run install.sh first." >&2
    exit 3
fi
exec venv/bin/python -m graphmodel serve --store data "$@"
