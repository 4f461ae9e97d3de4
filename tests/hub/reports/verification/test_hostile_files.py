"""Files of a megabyte that are made to cost a machine its memory or its evening."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

LINE = (
    "platzfrei-report/1 from=2026-03-23 to=2026-04-05 edition=internal version=0.1.0 "
    f"fingerprint={'a' * 64} figures={'b' * 64} space=hof"
)
MOST_MIB = 200
CHILD = f"""
import resource, sys
from pathlib import Path
from hub.reports.provenance.extract import NotOurs, carried_by
from hub.reports.verification.readers import pdf_reading
from hub.reports.verification.readers.printed import CannotCompare
from hub.reports.verification.readers.reading import read_back

held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
limit = held + {MOST_MIB} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
content = Path(sys.argv[1]).read_bytes()
try:
    carried = carried_by(content)
    print("read", len(read_back(content, carried).printed))
except (NotOurs, CannotCompare) as refused:
    print(type(refused).__name__, refused)
"""
RELATIONS = (
    '<Relationships><Relationship Id="rId1" Type="x/officeDocument" Target="{}"/></Relationships>'
)


def zipped(**parts: bytes) -> bytes:
    """Pack parts, the main one under its name in a report."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format("word/document.xml"))
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return out.getvalue()


def a_docx(body: bytes, before: bytes = b"") -> bytes:
    """Make a text document that names a report, with a body."""
    return zipped(document=before + b"<d><p><t>" + LINE.encode() + b"</t></p>" + body + b"</d>")


def a_workbook(rows: bytes, text: bytes = b"x") -> bytes:
    """Make a workbook that names a report, with one sheet."""
    shared = f"<sst><si><t>{LINE}</t></si><si><t>".encode() + text + b"</t></si></sst>"
    parts = {
        "_rels/.rels": RELATIONS.format("xl/workbook.xml").encode(),
        "xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="r1" Type="x/worksheet" '
        b'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" '
        b'Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": b'<workbook><sheet name="a" r:id="r1"/></workbook>'.replace(
            b"r:id", b"x:id"
        ),
        "xl/sharedStrings.xml": shared,
        "xl/worksheets/sheet1.xml": b"<worksheet>" + rows + b"</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def a_pdf(*streams: tuple[bytes, bytes], kids: int = 1, filters: bytes = b"/FlateDecode") -> bytes:
    """Make a PDF of pages that are all drawn by the same streams."""
    contents = b" ".join(b"%d 0 R" % (4 + number) for number in range(len(streams)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * kids + b"]/Count %d>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[" + contents + b"]>>",
    ]
    objects += [
        b"<</Length %d/Filter %b%b>>stream\n%b\nendstream" % (len(packed), filters, more, packed)
        for more, packed in streams
    ]
    out = b"%PDF-1.7\n% " + LINE.encode() + b"\n"
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n\r\n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f\r\n%btrailer\n<</Size %d/Root 1 0 R>>\n" % (
        size, table, size,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(out)  # fmt: skip


def zeros(count_mib: int) -> bytes:
    """Return so many mebibytes of blanks, packed."""
    return zlib.compress(b" " * (count_mib * 1024 * 1024), 9)


MANY = b"<p><r><t>1</t></r></p>"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a part of 150 MB": lambda: zipped(document=b" " * (150 << 20)),
    "one text of 100 MB": lambda: a_docx(b"<p><t>" + b"1" * (100 << 20) + b"</t></p>"),
    "one tag of 100 MB": lambda: a_docx(b'<p a="' + b"1" * (100 << 20) + b'"/>'),
    "ten million elements": lambda: a_docx(MANY * 2_500_000),
    "elements in elements": lambda: a_docx(b"<p>" * 1_000_000),
    "entities in entities": lambda: a_docx(
        b"<p><t>&z;</t></p>",
        b'<!DOCTYPE d [<!ENTITY a "'
        + b"9" * 10_000
        + b'">'
        + b"".join(b'<!ENTITY %c "%b">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(25))
        + b"]>",
    ),
    "a file from elsewhere": lambda: a_docx(
        b"<p><t>&x;</t></p>", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "three hundred parts": lambda: zipped(
        document=b"<d/>", **{f"header{number}": b" " * 400_000 for number in range(300)}
    ),
    "a million cells of the same long text": lambda: a_workbook(
        b'<c r="A1" t="s"><v>1</v></c>' * 1_000_000, b"1" * 1_000_000
    ),
    "a million cells": lambda: a_workbook(b'<c r="A1" t="str"><v>1</v></c>' * 1_000_000),
    "no archive": lambda: b"PK\x03\x04" + bytes(range(256)) * 4000,
    "a stream of 100 MB": lambda: a_pdf((b"", zeros(100))),
    "two hundred streams of 4 MB": lambda: a_pdf(*[(b"", zeros(4))] * 200),
    "a stream packed twice": lambda: a_pdf(
        (b"", zlib.compress(zeros(100), 9)), filters=b"[/FlateDecode/FlateDecode]"
    ),
    "a hundred thousand pages": lambda: a_pdf((b"", zeros(3)), kids=100_000),
    "a million strokes": lambda: a_pdf((b"", zlib.compress(b"0 0 m 1 1 l S " * 290_000, 9))),
    "brackets in a stream": lambda: a_pdf((b"", zlib.compress(b"[" * 4_000_000, 9))),
    "run lengths": lambda: a_pdf((b"", b"\x81 " * 400_000), filters=b"/RunLengthDecode"),
    "pages in themselves": lambda: a_pdf((b"", zeros(1))).replace(b"[3 0 R ]", b"[2 0 R ]"),
    "lists in lists": lambda: json.dumps({"schema": 1}).encode()[:-1] + b',"a":' + b"[" * 1_000_000,
    "numbers in a list": lambda: b'{"schema":1,"public":[' + b"1," * 500_000 + b"1]}",
    "a line of a million cells": lambda: LINE.encode() + b"\r\n" + b'"' + b"," * 1_000_000,
    "a million lines": lambda: LINE.encode() + b"\r\n" + b"1\r\n" * 330_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name: str, tmp_path: Path) -> None:
    """It is refused in words, or nothing is read, in less memory than a small hub can spare."""
    content = HOSTILE[name]()
    assert len(content) < 2_100_000
    (tmp_path / "file").write_bytes(content)
    child = [sys.executable, "-c", CHILD, str(tmp_path / "file")]
    ran = subprocess.run(child, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-1500:]
    assert ran.stdout.startswith(("NotOurs ", "CannotCompare ", "read 0\n")), ran.stdout
    assert len(ran.stdout.splitlines()) == 1


@pytest.mark.parametrize("content", [a_docx(MANY), a_pdf((b"", zeros(1)))], ids=["docx", "pdf"])
def test_a_small_one_of_the_kind_is_read(content: bytes, tmp_path: Path) -> None:
    """So that it is the size that is refused above, and no fault of the test's own."""
    (tmp_path / "file").write_bytes(content)
    child = [sys.executable, "-c", CHILD, str(tmp_path / "file")]
    ran = subprocess.run(child, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.startswith("read ")
