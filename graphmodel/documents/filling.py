"""Filling a Word file: every field with what the report says; what is no field is told before anything is written."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.document import Document as Word
from docx.opc.coreprops import CoreProperties
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import ChainableUndefined, DictLoader, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from graphmodel.documents.built_in import blank
from graphmodel.documents.fields import FIELDS, Picture
from graphmodel.drafts import draft
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.reporting.circular import Circular
from graphmodel.reporting.wording import MARK
from graphmodel.spreadsheets.archives import inspect
from graphmodel.spreadsheets.files import Unreadable

_PICTURE_WIDTH: Final = Mm(150)
_MEANINGLESS: Final = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)
"""What comes of expressions between braces that can be read and mean nothing."""
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every part of a file bears, so that the same report is the same file."""


class Template:
    """A file with fields, which is sound and has none that is unknown.

    Raises:
        UsageError: the file is no Word file, what stands between its braces cannot be read, or a field is unknown.
    """

    def __init__(self, path: Path | None = None) -> None:
        """``path``: an office's own file; None: the one that is built in."""
        self._content = _content_of(blank()) if path is None else _content_in(path)
        self._named = path
        self._refuse_unknown(self._unknown_names())

    def fill(self, circular: Circular) -> bytes:
        """The file with every field filled; see :func:`write_circular`."""
        unknown: set[str] = set()
        template = DocxTemplate(io.BytesIO(self._content))
        values = {field.name: _shown(field.value(circular), template) for field in FIELDS}
        try:
            template.render(values, _environment(unknown))
        except _MEANINGLESS as error:
            self._refuse_unknown(unknown)
            raise self._unsound(error) from error
        self._refuse_unknown(unknown)
        document: Word = template.docx
        _declare(document.core_properties, circular)
        return _content_of(document)

    def _unknown_names(self) -> set[str]:
        try:
            template = DocxTemplate(io.BytesIO(self._content))
            names: set[str] = template.get_undeclared_template_variables(_environment(set()))
        except TemplateError as error:
            raise self._unsound(error) from error
        return names - {field.name for field in FIELDS}

    def _refuse_unknown(self, names: set[str]) -> None:
        if names:
            raise UsageError(
                Text(
                    "模板 {file} 里有不认识的字段：{names}。graphmodel report --fields 列出全部字段",
                    "{file} has fields that are unknown: {names}; graphmodel report --fields lists all there are",
                ),
                file=self._named,
                names=str(AND).join(sorted(names)),
            )

    def _unsound(self, error: Exception) -> UsageError:
        return UsageError(
            Text(
                "模板 {file} 里 {{{{ }}}} 或 {{% %}} 之间写得不对：{reason}",
                "what stands between {{{{ }}}} or {{% %}} in {file} cannot be read: {reason}",
            ),
            file=self._named,
            reason=error,
        )


def write_circular(circular: Circular, path: Path, template: Template) -> None:
    """Write the report upwards.

    Args:
        circular: what it says.
        path: an own file, whole or not at all; what stood there is replaced.
        template: what it looks like.

    Raises:
        UsageError: the template has a field that is unknown.
        EnvironmentFailure: the file cannot be written.
    """
    _write(template.fill(circular), path)


def write_blank(path: Path) -> None:
    """Write the built-in file, to be edited.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    _write(_content_of(blank()), path)


def _write(content: bytes, path: Path) -> None:
    with draft(path) as place:
        place.write_bytes(content)


def _content_in(path: Path) -> bytes:
    """An office's own file, looked through before a library opens it."""
    try:
        content = path.read_bytes()
        inspect(content)
        Document(io.BytesIO(content))
    except FileNotFoundError as error:
        raise UsageError(Text("没有这个文件：{file}", "there is no such file: {file}"), file=path) from error
    except (Unreadable, OSError, ValueError, KeyError, SyntaxError) as error:
        raise UsageError(
            Text(
                "{file} 不是可以打开的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx",
                "{file} is no Word file (.docx) that can be opened; save it as .docx",
            ),
            file=path,
        ) from error
    return content


class _Drawn(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A picture with what it shows for who cannot see it."""

    def __init__(self, template: DocxTemplate, picture: Picture) -> None:
        super().__init__(template, io.BytesIO(picture.chart.png()), width=_PICTURE_WIDTH)
        self._told = picture.told

    def _insert_image(self) -> str:
        inline = self.tpl.current_rendering_part.new_pic_inline(
            self.image_descriptor, self.width, self.height
        )
        inline.docPr.set("descr", self._told)
        return f"</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space='preserve'>"


def _shown(value: Any, template: DocxTemplate) -> Any:
    return _Drawn(template, value) if isinstance(value, Picture) else value


def _environment(unknown: set[str]) -> SandboxedEnvironment:
    """What reads a file's fields: values are escaped, and names that mean nothing are noted."""

    class Noted(ChainableUndefined):
        def __init__(
            self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = UndefinedError
        ) -> None:
            super().__init__(hint, obj, name, exc)
            if name is not None:
                unknown.add(name)

    return SandboxedEnvironment(autoescape=True, undefined=Noted, loader=DictLoader({}))


def _declare(properties: CoreProperties, circular: Circular) -> None:
    """What the file says of itself: title and mark; of nobody who made it."""
    properties.title = circular.title
    properties.category = MARK.zh
    properties.author = properties.last_modified_by = properties.comments = ""
    day = circular.now.as_of
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a document tells no zone


def _content_of(document: Word) -> bytes:
    """The bytes of a document, the same whenever it is written."""
    saved, same = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts.infolist():
            archive.writestr(
                zipfile.ZipInfo(part.filename, _EARLIEST), parts.read(part), zipfile.ZIP_DEFLATED
            )
    return same.getvalue()
