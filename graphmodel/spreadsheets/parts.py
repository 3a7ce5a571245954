"""An archive with some of its parts exchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def with_parts(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The archive with these parts instead of its own; as it is, if there is none."""
    if not changed:
        return content
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
    ):
        for name in archive.namelist():
            copy.writestr(name, changed[name] if name in changed else archive.read(name))
    return written.getvalue()
