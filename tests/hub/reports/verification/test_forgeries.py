"""Whatever is changed in a report's file where a reader sees it is found, and nothing else is."""

import io
import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from hub.errors import ReportRefused
from hub.reports.figures.build import build_report
from hub.reports.figures.public_build import build_public_report
from hub.reports.formats.registry import Format
from hub.reports.model import Report, Target
from hub.reports.provenance.extract import NotOurs
from hub.reports.provenance.provenance import origin_of
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.verification.readers.printed import CannotCompare
from hub.reports.verification.verify import Verdict, describe, verify
from tests.hub.reports.documents import NOW
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import FIRST, LAST, a_month, slots_of_month, small_space
from tests.hub.reports.published import published_of
from tests.hub.reports.verification.forging import FORGERS, digits_of, packed, parts_of, written
from tests.hub.spaces import a_region

VERSION = "0.1.0"
PARTS = [
    small_space("hof", 6, "09:00-17:00").model_copy(update={"name": "Hofladen"}),
    small_space("cafe", 3, "10:00-14:00").model_copy(update={"name": "Café & Kino"}),
]
ROUNDS = {Format.PDF: 2}
"""Of those that take long; of the others five. `make faults` tries hundreds."""
SLOTS = {
    "hof": slots_of_month(a_month(PARTS[0], 1, 0.6, 0.05)),
    "cafe": slots_of_month(a_month(PARTS[1], 2, 0.4, 0.0)),
}
EDITIONS = [False, True]


def build(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
    """Build a month of two spaces."""
    region, sources = a_region(*PARTS), sources_of(SLOTS, PARTS)
    if request.is_public:
        return build_public_report(
            region, published_of(SLOTS, PARTS), request, version=version, targets=targets
        )
    return build_report(region, sources, request, NOW, version=version, targets=targets)


@cache
def report(*, is_public: bool = False) -> Report:
    return build(ReportRequest((), FIRST, LAST, is_public=is_public), VERSION, ())


@cache
def a_file(
    written_as: Format, language: Language = Language.GERMAN, *, is_public: bool = False
) -> bytes:
    return render(report(is_public=is_public), Rendering(written_as, language))


@cache
def remade(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
    return build(request, version, targets)


def verdict_on(content: bytes) -> Verdict:
    return verify(content, remade, VERSION)


def is_found(forged: bytes) -> bool:
    """Tell whether a difference is named, or what can't be: an hour 29, a text that isn't there."""
    try:
        lines = list(describe(verdict_on(forged)))
    except (CannotCompare, NotOurs, ReportRefused):
        return True
    return any("in the file, the store now says" in line for line in lines)


@pytest.mark.parametrize("is_public", EDITIONS, ids=["internal", "public"])
@pytest.mark.parametrize("written_as", Format)
def test_any_digit_that_is_changed_is_found(written_as: Format, is_public: bool) -> None:
    """In any text, cell, head or note, of either edition; and the place is named."""
    for seed in range(ROUNDS.get(written_as, 5)):
        content = a_file(written_as, list(Language)[seed % 2], is_public=is_public)
        forged = FORGERS[written_as](content, Random(seed))
        assert forged != content
        assert is_found(forged), f"seed {seed}"


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("is_public", EDITIONS, ids=["internal", "public"])
@pytest.mark.parametrize("written_as", Format)
def test_every_digit_that_is_changed_is_found(written_as: Format, is_public: bool) -> None:
    """Many more of them."""
    for seed in range(300):
        content = a_file(written_as, list(Language)[seed % 2], is_public=is_public)
        forged = FORGERS[written_as](content, Random(1000 + seed))
        assert is_found(forged), f"seed {seed}"


def edited(part: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """Change a text in a part of an archive."""

    def edit(content: bytes) -> bytes:
        parts = parts_of(content)
        text = parts[part].decode()
        changed = re.sub(old, new, text, count=1)
        assert changed != text
        return packed({**parts, part: changed.encode()})

    return edit


def added(part: str) -> Callable[[bytes], bytes]:
    """Put another part into an archive."""
    return lambda content: packed({**parts_of(content), part: b"<x/>"})


def replaced(part: str, by: str) -> Callable[[bytes], bytes]:
    """Put one part of an archive in the place of another."""

    def replace(content: bytes) -> bytes:
        parts = parts_of(content)
        return packed({**parts, part: parts[by]})

    return replace


def of_days(old: str, new: str) -> Callable[[bytes], bytes]:
    """Change the chart of days."""

    def edit(content: bytes) -> bytes:
        parts = parts_of(content)
        (part,) = [name for name in parts if "charts/" in name and b"dateAx" in parts[name]]
        return edited(part, old, new)(content)

    return edit


def with_formula(content: bytes) -> bytes:
    return edited("xl/worksheets/sheet2.xml", "<v>(?=\\d+\\.)", "<f>1+1</f><v>")(content)


CHART = "xl/charts/chart1.xml"
DRAWING = "xl/drawings/drawing1.xml"
WEEK = "xl/worksheets/sheet4.xml"
ARCHIVES = {
    "a space's name in a text document": (
        Format.DOCX,
        edited("word/document.xml", "Hofladen", "Hofgut"),
    ),
    "the heading of a text document": (
        Format.DOCX,
        edited("word/document.xml", "28\\.\xa0Februar", "29.\xa0Februar"),
    ),
    "a hidden digit": (
        Format.DOCX,
        edited(
            "word/document.xml",
            '<w:r><w:t xml:space="preserve">(\\d)(?=\\d)',
            r'<w:r><w:rPr><w:vanish/></w:rPr><w:t>\1</w:t></w:r><w:r><w:t xml:space="preserve">',
        ),
    ),
    "a drawn object": (
        Format.DOCX,
        edited("word/document.xml", "<w:t>", "<w:drawing/><w:t>"),
    ),
    "a picture beside the text": (Format.DOCX, added("word/media/image1.png")),
    "the foot of pages": (Format.DOCX, edited("word/footer1.xml", "Seite", "Blatt 7, Seite")),
    "another document in the package": (
        Format.DOCX,
        edited("_rels/.rels", "word/document\\.xml", "word/styles.xml"),
    ),
    "white letters": (
        Format.DOCX,
        edited(
            "word/document.xml", "<w:r><w:t>", '<w:r><w:rPr><w:color w:val="FEFEFE"/></w:rPr><w:t>'
        ),
    ),
    "tiny letters": (
        Format.DOCX,
        edited("word/document.xml", "<w:r><w:t>", '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>'),
    ),
    "a style that hides": (
        Format.DOCX,
        edited("word/styles.xml", "(?<=<w:docDefaults><w:rPrDefault><w:rPr>)", "<w:vanish/>"),
    ),
    "a ground as dark as the letters": (
        Format.DOCX,
        edited("word/document.xml", '(?<=w:fill=")[0-9A-F]{6}', "000000"),
    ),
    "a tracked deletion": (
        Format.DOCX,
        edited(
            "word/document.xml",
            "<w:r><w:t>",
            "<w:del><w:r><w:delText>99,9 %</w:delText></w:r></w:del><w:r><w:t>",
        ),
    ),
    "a tracked insertion": (
        Format.DOCX,
        edited("word/document.xml", "(<w:r><w:t>[^<]*</w:t></w:r>)", r"<w:ins>\1</w:ins>"),
    ),
    "a number before a paragraph": (
        Format.DOCX,
        edited(
            "word/document.xml",
            "<w:p><w:r>",
            '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r>',
        ),
    ),
    "a field that is worked out anew": (
        Format.DOCX,
        edited("word/document.xml", "SEQ Tabelle", "QUOTE 99"),
    ),
    "a comment": (Format.DOCX, added("word/comments.xml")),
    "a comment on a cell": (Format.XLSX, added("xl/comments1.xml")),
    "another picture": (Format.DOCX, replaced("word/media/image1.png", "word/media/image2.png")),
    "a picture that nobody sees": (
        Format.DOCX,
        edited("word/document.xml", r'(<wp:extent cx="\d+" cy=")\d+', r"\g<1>1"),
    ),
    "what a picture says to whom can't see it": (
        Format.DOCX,
        edited("word/document.xml", 'descr="Ein Balken', 'descr="Kein Balken'),
    ),
    "a chart without its data": (Format.XLSX, added("xl/charts/chart1.xml")),
    "a chart that no sheet has": (Format.XLSX, added("xl/charts/chart99.xml")),
    "a number of a chart": (Format.XLSX, edited(CHART, r"(<c:v>0\.)\d", r"\g<1>9")),
    "a name of a chart": (Format.XLSX, edited(CHART, "<c:v>Hofladen", "<c:v>Hofgut")),
    "what a chart is drawn of": (
        Format.XLSX,
        edited(CHART, r"(<c:val>.*?<c:f>[^<]*\$B\$)\d", r"\g<1>9"),
    ),
    "the title of a chart": (Format.XLSX, edited(CHART, "<a:t>Orte", "<a:t>Erfolge")),
    "an axis that begins elsewhere": (
        Format.XLSX,
        edited(CHART, '<c:min val="0"/>', '<c:min val="0.4"/>'),
    ),
    "an axis without end": (Format.XLSX, edited(CHART, '<c:min val="0"/>', "")),
    "a chart of another kind": (Format.XLSX, edited(CHART, 'barDir val="bar"', 'barDir val="col"')),
    "a form of a chart": (
        Format.XLSX,
        edited(CHART, 'formatCode="#,##0.0', 'formatCode="&quot;9&quot;#,##0.0'),
    ),
    "a trend in a chart": (Format.XLSX, edited(CHART, "<c:cat>", "<c:trendline/><c:cat>")),
    "a day that a chart keeps": (Format.XLSX, of_days(r"(<c:cat>.*?<c:v>\d+)\d", r"\g<1>0")),
    "a chart over cells": (
        Format.XLSX,
        edited(DRAWING, r"(<xdr:to>.*?<xdr:row>)\d+", r"\g<1>40"),
    ),
    "a chart in another place": (
        Format.XLSX,
        edited(DRAWING, r"(<xdr:from>.*?<xdr:row>)\d+", r"\g<1>3"),
    ),
    "a hidden chart": (Format.XLSX, edited(DRAWING, "<xdr:cNvPr ", '<xdr:cNvPr hidden="1" ')),
    "a chart without room": (
        Format.XLSX,
        edited(DRAWING, r"(<xdr:to><xdr:col>)\d+", r"\g<1>0"),
    ),
    "a shape over a chart": (
        Format.XLSX,
        edited(DRAWING, "</xdr:graphicFrame>", "</xdr:graphicFrame><xdr:sp/>"),
    ),
    "what a chart says to whom can't see it": (
        Format.XLSX,
        edited(DRAWING, 'descr="Ein Balken', 'descr="Kein Balken'),
    ),
    "shades the other way round": (
        Format.XLSX,
        edited(WEEK, '<color rgb="FFFFFFFF"/>(<color [^>]*>)', r'\1<color rgb="FFFFFFFF"/>'),
    ),
    "shades from another limit": (
        Format.XLSX,
        edited(WEEK, '<cfvo type="num" val="0"/>', '<cfvo type="num" val="0.5"/>'),
    ),
    "shades of other cells": (Format.XLSX, edited(WEEK, 'sqref="B5', 'sqref="C5')),
    "a sheet twice": (
        Format.XLSX,
        edited("xl/workbook.xml", "(<sheet [^>]*/>)", r"\1\1"),
    ),
    "rows that were swapped": (
        Format.XLSX,
        edited(
            "xl/worksheets/sheet2.xml",
            '(<c r="A5"[^>]*><v>)(\\d+)(</v>.*<c r="A6"[^>]*><v>)(\\d+)',
            r"\g<1>\g<4>\g<3>\g<2>",
        ),
    ),
    "white letters in cells": (
        Format.XLSX,
        edited("xl/styles.xml", '<color theme="1"/>', '<color rgb="FFFFFFFF"/>'),
    ),
    "cells on a black ground": (
        Format.XLSX,
        edited("xl/styles.xml", '(?<=<fgColor rgb=")[0-9A-F]{8}', "FF000000"),
    ),
    "a row that is too low": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", '<row r="3"', '<row r="3" ht="0.5"'),
    ),
    "letters of two kinds in a text": (
        Format.XLSX,
        edited(
            "xl/sharedStrings.xml",
            "<si><t>([^<]*)</t></si>",
            r'<si><r><rPr><color rgb="FFFFFFFF"/></rPr><t>\1</t></r></si>',
        ),
    ),
    "another unit": (Format.XLSX, edited("xl/sharedStrings.xml", "Stunden", "Tage")),
    "a form that shows another number": (
        Format.XLSX,
        edited("xl/styles.xml", 'formatCode="#,##0.0"', 'formatCode="&quot;99,9&quot;"'),
    ),
    "a form without its words": (
        Format.XLSX,
        edited("xl/styles.xml", "&quot;≥\u202f&quot;", ""),
    ),
    "the name of a sheet": (Format.XLSX, edited("xl/workbook.xml", "Orte im", "Erfolg im")),
    "a hidden sheet": (
        Format.XLSX,
        edited("xl/workbook.xml", '(?=sheetId="3")', 'state="hidden" '),
    ),
    "a hidden row": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", '<row r="3"', '<row r="3" hidden="1"'),
    ),
    "a hidden column": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", '<col min="2"', '<col hidden="1" min="2"'),
    ),
    "a formula": (Format.XLSX, with_formula),
    "a drawing": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", "</worksheet>", "<drawing/></worksheet>"),
    ),
    "the head of pages": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", "<oddHeader>[^<]*", "<oddHeader>2030"),
    ),
    "a form by condition": (
        Format.XLSX,
        edited("xl/worksheets/sheet2.xml", "<pageMargins", "<conditionalFormatting/><pageMargins"),
    ),
}


@pytest.mark.parametrize(("written_as", "forge"), ARCHIVES.values(), ids=ARCHIVES)
def test_what_shows_something_else_is_found(
    written_as: Format, forge: Callable[[bytes], bytes]
) -> None:
    """Though no figure of a cell or a sentence was touched."""
    verdict = verdict_on(forge(a_file(written_as)))
    assert verdict.differences


@pytest.mark.parametrize("written_as", [Format.DOCX, Format.XLSX])
def test_an_archive_packed_anew_is_no_forgery(written_as: Format) -> None:
    """What it says is the same; it is said that looks weren't compared."""
    verdict = verdict_on(packed(parts_of(a_file(written_as))))
    assert verdict.is_same
    assert verdict.notes == ("it was saved anew: colours, type and widths were not compared",)


def anew() -> pypdf.PdfWriter:
    """Open the PDF to be changed."""
    return pypdf.PdfWriter(clone_from=io.BytesIO(a_file(Format.PDF)))


def test_a_pdf_saved_anew_is_no_forgery() -> None:
    """Whatever program wrote it, as long as it draws the same."""
    content = written(anew())
    assert content != a_file(Format.PDF)
    assert verdict_on(content).is_same


def test_a_pdf_that_was_unpacked_is_no_forgery() -> None:
    """Who opens a file to repair it packs its streams otherwise; what they say is the same."""
    writer = anew()
    unpacked = 0
    for each in writer._objects:
        if isinstance(each, EncodedStreamObject) and each.get("/Filter") == "/FlateDecode":
            said = each.get_data()
            del each[NameObject("/Filter")]
            each._data, each.decoded_self = said, None
            unpacked += 1
    assert unpacked > 10
    content = written(writer)
    assert len(content) > 1.5 * len(a_file(Format.PDF))
    assert verdict_on(content).is_same


def drawn_on(page: pypdf.PageObject) -> bytes:
    """Return what draws a page."""
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data()


def with_second_layer() -> bytes:
    """Draw a page once more over itself, shifted, as who lays other words over the first does."""
    writer = anew()
    page = writer.pages[3]
    drawn = drawn_on(page)
    stream = DecodedStreamObject()
    stream.set_data(b"q " + drawn + b" Q q 1 0 0 1 3 3 cm " + drawn + b" Q")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def with_cover() -> bytes:
    """Lay a white ground over a part of a page."""
    writer = anew()
    page = writer.pages[3]
    drawn = drawn_on(page)
    stream = DecodedStreamObject()
    stream.set_data(b"q " + drawn + b" Q 1 1 1 rg 60 400 300 200 re f")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def with_other_letters() -> bytes:
    """Let the file tell programs what it doesn't draw: they read a 1 where a 9 is drawn."""
    writer = anew()
    page = writer.pages[3]
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        stream = font["/ToUnicode"].get_object()
        if len(digits_of(font)) > 1:
            codes = {value: code.hex().upper().encode() for code, value in digits_of(font).items()}
            first, second = sorted(codes)[:2]
            said = stream.get_data()
            for code, value in ((codes[first], second), (codes[second], first)):
                said = re.sub(b"<%b> <003.>" % code, b"<%b> <%04X>" % (code, ord(value)), said)
            stream.set_data(said)
    drawn = ContentStream(page["/Contents"], writer)
    page.replace_contents(drawn)
    return written(writer)


def with_longer_bar() -> bytes:
    """Make a bar of a chart longer."""
    writer = anew()
    for page in writer.pages:
        drawn = ContentStream(page["/Contents"], writer)
        for operands, operator in drawn.operations:
            if operator == b"l" and float(operands[1]) > 20:
                operands[1] = FloatObject(float(operands[1]) * 1.1)
                drawn._data = b""
                page.replace_contents(drawn)
                return written(writer)
    raise AssertionError("no line in it")


def with_note() -> bytes:
    """Lay a note over a figure."""
    writer = anew()
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Contents"): TextStringObject("99,9 %"),
            NameObject("/Rect"): ArrayObject([FloatObject(each) for each in (50, 50, 90, 90)]),
        }
    )
    writer.add_annotation(3, note)
    return written(writer)


def without_page() -> bytes:
    """Leave a page out."""
    writer = anew()
    writer.remove_page(3)
    return written(writer)


def with_cut_page() -> bytes:
    """Show a part of a page."""
    writer = anew()
    writer.pages[3].cropbox.upper_right = (100, 100)
    return written(writer)


@pytest.mark.parametrize(
    "forge",
    [
        with_other_letters,
        with_longer_bar,
        with_note,
        without_page,
        with_cut_page,
        with_second_layer,
        with_cover,
    ],
)
def test_what_draws_something_else_is_found(forge: Callable[[], bytes]) -> None:
    """Though the text that programs read may be the same."""
    assert verdict_on(forge()).differences


def test_a_page_drawn_by_another_program_cannot_be_compared() -> None:
    """It says the same; whether it shows the same nobody can tell, so neither is claimed."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_longer_bar()))
    writer.add_metadata({"/Creator": "Typst 0.14.0"})
    verdict = verdict_on(written(writer))
    assert verdict.differences == ()
    assert verdict.drawn_otherwise
    assert not verdict.is_same
    assert "another program drew page" in next(describe(verdict))


@pytest.mark.parametrize("written_as", Format)
def test_a_file_forged_to_fit_itself_is_found(written_as: Format) -> None:
    """Figures, digest and line of origin were all made anew, of other days than they claim."""
    slots = {**SLOTS, "hof": slots_of_month(a_month(PARTS[0], 9, 0.9, 0.0))}
    region, sources = a_region(*PARTS), sources_of(slots, PARTS)
    request = ReportRequest((), FIRST, LAST)
    made = build_report(region, sources, request, NOW, version=VERSION)
    assert origin_of(made).figures != origin_of(report()).figures
    verdict = verdict_on(render(made, Rendering(written_as)))
    assert len(verdict.differences) > 5
    assert verdict.are_inputs_same is False
