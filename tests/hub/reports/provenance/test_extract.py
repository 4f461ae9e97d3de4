"""Files that are no reports, or were."""

import io
import json
import zipfile

import pytest

from hub.reports.formats.registry import Format
from hub.reports.model import Report
from hub.reports.provenance import extract
from hub.reports.provenance.extract import NotOurs, carried_by
from hub.reports.rendering import Rendering, render


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr(name, content)
    return out.getvalue()


OTHERS = {
    "empty": b"",
    "text": b"Sehr geehrte Damen und Herren",
    "bytes": bytes(range(256)),
    "a PDF": b"%PDF-1.7\n%%EOF",
    "an archive": archive("word/document.xml", b"<w:p>x</w:p>"),
    "bytes in an archive": archive("word/document.xml", b"\xff\xfe"),
    "a broken archive": b"PK\x03\x04 and no more",
    "JSON": b'{"schema": 1}',
    "no JSON": b"{",
    "deep JSON": b'{"a":' * 5000,
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_another_file_is_refused(content: bytes) -> None:
    """Whatever it is, it ends in words."""
    with pytest.raises(NotOurs):
        carried_by(content)


def test_json_with_a_figure_too_many_is_refused(report: Report) -> None:
    """What doesn't follow the schema is named."""
    told = json.loads(render(report, Rendering(Format.JSON)))
    told["together"]["figures"][0]["value"] = "a lot"
    with pytest.raises(NotOurs, match=r"together\.figures\.0\.value"):
        carried_by(json.dumps(told).encode())


def test_a_huge_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No report is so large."""
    monkeypatch.setattr(extract, "MAX_FILE_BYTES", 10)
    with pytest.raises(NotOurs, match="larger"):
        carried_by(b" " * 11)


def test_a_text_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paragraph may be longer than a computer can hold."""
    monkeypatch.setattr(extract, "_MAX_TEXT", 1000)
    with pytest.raises(NotOurs, match="longer"):
        carried_by(archive("word/document.xml", b"<p>" + b"<t>x</t>" * 2000 + b"</p>"))


def test_a_document_saved_again_still_says_it(report: Report) -> None:
    """A text program may cut a paragraph into runs and pack the archive anew."""
    content = render(report, Rendering(Format.DOCX))
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        xml = read.read("word/document.xml").decode()
    cut = xml.replace("edition=internal", "edition=</w:t></w:r><w:r><w:t>internal")
    assert cut != xml
    assert carried_by(archive("word/document.xml", cut.encode())) == carried_by(content)
