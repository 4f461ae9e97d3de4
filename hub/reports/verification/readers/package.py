"""A package of parts (ISO/IEC 29500-2), as DOCX and XLSX are: which part says what.

Whoever saves a report again adds parts for looks, which nobody reads words in; any other part that
a report hasn't, such as a picture, is named as a text, so that it is a difference.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from hub.reports.provenance.bounded_xml import BadXml, Listener, read_xml
from hub.reports.provenance.bounded_zip import BadArchive, BoundedZip
from hub.reports.verification.readers.printed import CannotCompare, Printed

_FOR_LOOKS: Final = re.compile(
    r"\[Content_Types\]\.xml|docProps/\w+\.xml|docProps/thumbnail\.jpeg|(?:.+/)?_rels/[\w.]*\.rels"
    r"|(?:word|xl)/(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering"
    r"|sharedStrings|calcChain|metadata|document|workbook)\.xml"
    r"|(?:word|xl)/theme/theme\d+\.xml|xl/worksheets/sheet\d+\.xml"
    r"|xl/printerSettings/printerSettings\d+\.bin|xl/tables/table\d+\.xml"
    r"|xl/charts/(?:style|colors)\d+\.xml"
    r"|word/(?:header|footer|footnotes|endnotes)\d*\.xml"
)
_DRAWING: Final = re.compile(r"xl/drawings/drawing\d+\.xml")
_MAIN: Final = "officeDocument"


class Package:
    """An archive whose parts refer to each other. Raises CannotCompare, whatever it is asked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = BoundedZip(content)
        except BadArchive as error:
            raise CannotCompare(str(error)) from None
        self.names = self._archive.names

    def read(self, name: str, listener: Listener) -> None:
        """Tell a listener what a part says; nothing of one that isn't there."""
        try:
            read_xml(self._archive.pieces(name), listener)
        except (BadArchive, BadXml) as error:
            raise CannotCompare(str(error)) from None

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to: kind and part by the id of the reference."""
        folder, _, file = name.rpartition("/")
        found = _Relationships(folder)
        self.read(f"{folder}/_rels/{file}.rels".lstrip("/"), found)
        return found.by_id

    def main(self) -> str:
        """Return the part that programs open first."""
        for kind, part in self.related("").values():
            if kind == _MAIN:
                return part
        raise CannotCompare("no part of it is the document")

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a part, hexadecimal."""
        digest = hashlib.sha256()
        try:
            for piece in self._archive.pieces(name):
                digest.update(piece)
        except BadArchive as error:
            raise CannotCompare(str(error)) from None
        return digest.hexdigest()

    def frame(self, drawn: Collection[str] = ()) -> Iterator[Printed]:
        """Yield which part is the document, and every part that isn't for looks alone.

        `drawn` are parts that are read by themselves.
        """
        yield Printed("the document's part", self.main())
        for name in sorted(self.names):
            is_read = name in drawn or _FOR_LOOKS.fullmatch(name)
            if not is_read and not self.is_empty_drawing(name):
                yield Printed("a part of another kind", name)

    def is_empty_drawing(self, name: str) -> bool:
        """Tell whether a part is a drawing without anything in it, as some programs add."""
        if not _DRAWING.fullmatch(name):
            return False
        inside = _Inside()
        self.read(name, inside)
        return inside.count == 1


class _Inside:
    """Counts the elements of a part, its own included."""

    def __init__(self) -> None:
        self.count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - a Listener
        self.count += 1

    def end(self, name: str) -> None:
        """Nothing is told by it."""

    def text(self, text: str) -> None:
        """There is none."""


class _Relationships:
    """Listens to a part of references."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.by_id: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            self.by_id[attributes.get("Id", "")] = kind, self._part(target)

    def end(self, name: str) -> None:
        """Nothing is told after it."""

    def text(self, text: str) -> None:
        """There is none."""

    def _part(self, target: str) -> str:
        return normpath(PurePosixPath("/", self._folder, target)).lstrip("/")
