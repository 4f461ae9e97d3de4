"""Pages of a report: few, none nearly empty, nothing beside the margins, no row left over."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pypdf
import pytest
import typst
from PIL import Image, ImageOps
from pypdf.generic import ArrayObject, DictionaryObject

from hub.reports.formats.pdf.pdf_format import can_print, to_pdf
from hub.reports.formats.pdf.template_input import payload
from hub.reports.layout.document import Column, Document, Kind, Section, Table, TextCell
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.text.language import Language
from tests.hub.reports import documents
from tests.hub.reports.documents import bare, cell_of

MOST: dict[Callable[[], Report], int] = {
    lambda: documents.a_year(1): 6,
    documents.nothing_known: 6,
    documents.three_spaces: 8,
    documents.a_year: 12,
    documents.public: 12,
}
NAMES = ("one", "dead", "three", "region", "public")
FOOT = 2.4 / 29.7
RIGHT = 1 - 2.0 / 21
PPI = 36


EVERY = pytest.mark.parametrize("make", MOST, ids=NAMES)


@EVERY
@pytest.mark.parametrize("language", list(Language))
def test_a_report_is_short_and_its_pages_are_full(
    make: Callable[[], Report], language: Language
) -> None:
    """One space has six pages, a region of fourteen twelve.

    No page ends in its upper half but the first, which is laid out by itself, and the last; and
    nothing stands beside the margins, not even the line for verification with its long digests.
    """
    pages = drawn(document_of(make(), language))
    assert len(pages) <= MOST[make]
    assert [number for number, page in enumerate(pages[1:-1], 2) if is_thin(page)] == []
    assert [number for number, page in enumerate(pages[1:], 2) if is_overrun(page)] == []


@pytest.mark.faults
def test_a_region_of_a_hundred_has_forty_pages() -> None:
    """With every space named in tables and charts."""
    document = documents.german(documents.a_year(100))
    pages = drawn(document)
    assert len(pages) <= 40
    assert not any(map(is_thin, pages[1:-1]))
    assert lonely_rows(pypdf.PdfReader(io.BytesIO(to_pdf(document)))) == []


def drawn(document: Document) -> list[Image.Image]:
    """Draw every page in grey."""
    folder = Path(str(files("hub.reports.formats.pdf") / "template"))
    made = typst.compile(
        folder / "report.typ",
        root=folder,
        format="png",
        ppi=PPI,
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"report": payload(document, can_print)},
    )
    pages = [made] if isinstance(made, bytes) else made
    return [Image.open(io.BytesIO(each)).convert("L") for each in pages]


def is_thin(page: Image.Image) -> bool:
    """Tell whether all that is on a page, but for its foot, ends in the upper half."""
    width, height = page.size
    body = ImageOps.invert(page).crop((0, 0, width, round(height * (1 - FOOT))))
    box = body.getbbox()
    return box is None or box[3] < height / 2


def is_overrun(page: Image.Image) -> bool:
    """Tell whether anything stands in the right margin."""
    width, height = page.size
    return page.crop((round(width * RIGHT), 0, width, height)).getextrema() != (255, 255)


def lonely_rows(reader: pypdf.PdfReader) -> list[tuple[int, int]]:
    """Return how many rows of each table stand on a page, where there are one or two of many."""
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}  # type: ignore[union-attr]  # of a file that was read
    found = []
    for table in elements(reader.root_object["/StructTreeRoot"], "/Table"):
        rows = Counter(
            pages[next(elements(row, "/TH")).raw_get("/Pg").idnum]
            for body in elements(table, "/TBody")
            for row in elements(body, "/TR")
        )
        found += [(page, count) for page, count in rows.items() if len(rows) > 1 and count < 3]
    return found


def elements(node: object, kind: str) -> Iterator[DictionaryObject]:
    """Yield the elements of a kind below one."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for each in node:
            yield from elements(each, kind)
    elif isinstance(node, DictionaryObject):
        if node.get("/S") == kind:
            yield node
        else:
            yield from elements(node.get("/K"), kind)


def test_no_page_has_a_row_or_two_of_a_long_table() -> None:
    """However many rows it has, and wherever on a page it begins."""
    columns = (Column("Ort", Kind.TEXT), Column("Stunden", Kind.NUMBER))
    tables = tuple(
        Table(
            f"t{count}",
            f"T{count}",
            columns,
            tuple((TextCell(f"Ort {n}"), cell_of(n)) for n in range(count)),
        )
        for count in (*range(21, 60, 3), 90)
    )
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(bare(Section("s", "S", 1, tables), title="T"))))
    assert len(reader.pages) > 10
    assert lonely_rows(reader) == []


@pytest.mark.parametrize(("rows", "has_contents"), [(20, False), (400, True)])
def test_contents_are_for_what_must_be_looked_through(rows: int, *, has_contents: bool) -> None:
    """Above eight pages; below one leafs faster."""
    columns = (Column("Ort", Kind.TEXT), Column("Stunden", Kind.NUMBER))
    table = Table("t", "T", columns, tuple((TextCell(f"Ort {n}"), cell_of(n)) for n in range(rows)))
    document = bare(Section("s", "S", 1, (table,)), title="T")
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(document)))
    assert (len(reader.pages) > 8) is has_contents
    lines = "\n".join(page.extract_text() for page in reader.pages).splitlines()
    assert (document.furniture.contents in lines) is has_contents


def test_rows_have_heads_by_their_tags() -> None:
    """The first cell of each row is its head, those above are the columns'; none names others."""
    printed = to_pdf(documents.german(documents.three_spaces()))
    reader = pypdf.PdfReader(io.BytesIO(printed))
    tables = list(elements(reader.root_object["/StructTreeRoot"], "/Table"))
    assert len(tables) > 5
    for table in tables:
        for part, scope in (("/THead", "/Column"), ("/TBody", "/Row")):
            for row in (row for body in elements(table, part) for row in elements(body, "/TR")):
                cells = kids(row)
                scopes = [_scope(cell) for cell in cells]
                rest = scope if part == "/THead" else None
                assert scopes == [scope, *[rest] * (len(cells) - 1)]
                assert not any(_names(cell) for cell in cells)


def kids(element: DictionaryObject) -> list[DictionaryObject]:
    """Return the elements right below one."""
    below = element["/K"].get_object()
    assert isinstance(below, ArrayObject)
    return [each.get_object() for each in below]


def _scope(cell: DictionaryObject) -> str | None:
    told = [each["/Scope"] for each in cell.get("/A", ()) if "/Scope" in each]
    assert bool(told) is (str(cell["/S"]) == "/TH")
    return str(told[0]) if told else None


def _names(cell: DictionaryObject) -> list[object]:
    return [name for each in cell.get("/A", ()) for name in each.get("/Headers", ())]


def test_a_digest_is_as_wide_as_its_column_lets_it_be() -> None:
    """The column of a text that can't be broken takes what it needs from the others."""
    digest = TextCell("figures=" + "0123456789abcdef" * 4)
    columns = (Column("Angabe", Kind.TEXT), Column("Wert", Kind.TEXT))
    rows = ((TextCell("Fingerabdruck der Eingangsdaten"), digest),)
    text = payload(bare(Section("s", "S", 1, (Table("t", "T", columns, rows),))), can_print)
    assert '"width": 58' in text
    assert Fraction(58, 58 + 33) > Fraction(3, 5)
