"""A report as PDF, read back by pypdf: the lines of every page, and how each page is drawn.

What a program takes out of a PDF as text and what it draws are two things: a file may say to
programs that a drawn 9 is a 4. So beside its text a page has a digest of all that draws it: its
streams, fonts and sizes. Notes and forms laid over a page are read as texts: no report has any.

pypdf's own limits are set to what a report needs, so that a small file costs no large memory.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Final

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)

from hub.reports.verification.printed import CannotCompare, Printed, Reading, bounded

MOST_PAGES: Final = 3_000
MOST_STREAM_BYTES: Final = 4 * 1024 * 1024
MOST_PAGE_BYTES: Final = 1024 * 1024
"""Of what draws one page; the fullest has a fourth of it."""
MOST_DRAWN_BYTES: Final = 64 * 1024 * 1024
"""Of what draws all pages."""
_LIMITS: Final = pypdf.get_configuration().with_overwrites(
    zlib_maximum_output_length=MOST_STREAM_BYTES,
    array_based_stream_maximum_output_length=MOST_STREAM_BYTES,
    lzw_maximum_output_length=1,
    run_length_maximum_output_length=1,
    jbig2_maximum_output_length=1,
    brotli_maximum_output_length=1,
    stream_filters_maximum_length=1,
    stream_parsing_work_maximum_count=300_000,
    page_tree_maximum_entries=MOST_PAGES,
    page_tree_maximum_page_entries=50 * MOST_PAGES,
    jbig2dec_binary=None,
)
_MOST_DEPTH: Final = 40
_OVER: Final = ("/AcroForm", "/OCProperties", "/Collection")
"""In the document's root: what shows something over the pages, or not."""
_LOOKS: Final = ("/Contents", "/Resources")
_ELSEWHERE: Final = ("/Parent", "/P", "/StructParent", "/StructParents", "/Dest", "/A")
"""Keys that lead out of what draws a page."""
_PACKING: Final = ("/Filter", "/DecodeParms", "/Length")
"""How a stream lies in the file: who saves it anew may pack it in another way."""


def read_pdf(content: bytes) -> Reading:
    """Read a PDF. Raises CannotCompare."""
    try:
        with pypdf.apply_configuration(_LIMITS):
            reader = pypdf.PdfReader(io.BytesIO(content), xref_stream_maximum_entries=200_000)
            if reader.is_encrypted:
                raise CannotCompare("it is encrypted, as no report is")
            return _read(reader)
    except (
        PyPdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:  # whatever pypdf stumbles over in a file that isn't sound
        raise CannotCompare(f"the PDF can't be read: {error}") from None


def _read(reader: pypdf.PdfReader) -> Reading:
    pages = _within_bounds(reader.pages)
    digests = _Digests()
    return Reading(
        printed=tuple(bounded(_printed(reader, pages))),
        drawn=tuple(digests.of_page(page) for page in pages),
        drawn_by=str(reader.metadata.creator if reader.metadata else ""),
    )


def _within_bounds(pages: Sequence[pypdf.PageObject]) -> list[pypdf.PageObject]:
    """Refuse what would cost more to read than any report."""
    found, total = [], 0
    for page in pages:
        contents = page.get_contents()
        length = len(contents.get_data()) if contents else 0
        total += length
        found.append(page)
        if length > MOST_PAGE_BYTES or total > MOST_DRAWN_BYTES or len(found) > MOST_PAGES:
            raise CannotCompare("it is longer than any report")
    return found


def _printed(reader: pypdf.PdfReader, pages: Sequence[pypdf.PageObject]) -> Iterator[Printed]:
    for key in _OVER:
        if key in reader.root_object:
            yield Printed("the document", f"{key}, which no report has")
    for number, page in enumerate(pages, 1):
        yield from _laid_over(f"page {number}", page)
        for line in _lines(page):
            yield Printed(f"page {number}", line)


def _laid_over(place: str, page: pypdf.PageObject) -> Iterator[Printed]:
    for each in page.get("/Annots") or ():
        kind = each.get_object().get("/Subtype")
        if kind != "/Link":
            yield Printed(place, f"a note laid over it, {kind}, which no report has")
    resources = page.get("/Resources")
    if resources is not None and "/XObject" in resources.get_object():
        yield Printed(place, "a picture or a form, which no report has")


def _lines(page: pypdf.PageObject) -> Iterator[str]:
    for line in page.extract_text().splitlines():
        if words := " ".join(line.split()):
            yield words


class _Digests:
    """Digests of all that draws a page; what pages share is read once."""

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}
        self._left = MOST_DRAWN_BYTES

    def of_page(self, page: pypdf.PageObject) -> str:
        """Return the digest of a page, hexadecimal."""
        boxes = f"{page.mediabox} {page.cropbox} {page.rotation}"
        parts = [boxes.encode()]
        parts += [self._of(page[key], 0) for key in _LOOKS if key in page]
        parts += [self._of(each, 0) for each in page.get("/Annots") or ()]
        return _hash(*parts).hex()

    def _of(self, node: PdfObject, depth: int) -> bytes:
        if depth > _MOST_DEPTH:
            raise CannotCompare("what draws it lies deeper than in any report")
        if not isinstance(node, IndirectObject):
            return self._of_direct(node, depth)
        if node.idnum not in self._known:
            self._known[node.idnum] = b""  # what leads back to itself ends here
            self._known[node.idnum] = self._of_direct(node.get_object(), depth)
        return self._known[node.idnum]

    def _of_direct(self, node: PdfObject | None, depth: int) -> bytes:
        match node:
            case DictionaryObject():
                stream = self._unpacked(node) if isinstance(node, StreamObject) else b""
                members = [
                    _hash(str(key).encode(), self._of(node.raw_get(key), depth + 1))
                    for key in sorted(node)
                    if key not in (*_ELSEWHERE, *_PACKING)
                ]
                return _hash(b"dictionary", stream, *members)
            case ArrayObject():
                return _hash(b"array", *(self._of(each, depth + 1) for each in node))
            case _:
                return _hash(type(node).__name__.encode(), str(node).encode())

    def _unpacked(self, stream: StreamObject) -> bytes:
        """Return the digest of what a stream says; of all of them no more than of any report."""
        said = stream.get_data()
        self._left -= len(said)
        if self._left < 0:
            raise CannotCompare("what draws it is longer than in any report")
        return hashlib.sha256(said).digest()


def _hash(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()
