"""What the office says, packed into the line of origin and out of it again."""

import base64
import zlib
from datetime import date

import pytest

from hub.domain.office import OfficeConfig
from hub.reports.provenance.office_words import NO_WORDS, OfficeWords, packed, unpacked

OFFICE = OfficeConfig.model_validate(
    {
        "name": "Amt Niemegk, Regionalbüro",
        "recipient": "Gemeinde Wiesenburg/Mark",
        "file_number": "Z-2026/0417",
        "funding_from": date(2026, 1, 1),
        "funding_to": date(2028, 12, 31),
        "date": date(2026, 4, 10),
    }
)
CASES = [
    NO_WORDS,
    OfficeWords(OFFICE),
    OfficeWords(OFFICE, "# Lage\n\nVoll, **sehr** voll."),
    OfficeWords(OfficeConfig(), "Nur Worte."),
]


@pytest.mark.parametrize("words", CASES, ids=range(len(CASES)))
def test_what_is_packed_comes_out_again(words: OfficeWords) -> None:
    """In pieces that a line can be broken between, of letters that the line takes."""
    pieces = list(packed(words))
    assert unpacked(pieces) == words
    assert all(len(piece) <= 48 and "=" not in piece for piece in pieces)
    assert bool(pieces) is (words != NO_WORDS)


def letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


BROKEN = [
    "A",
    "AAAA",
    letters(b"no json"),
    letters(b"[]"),
    letters(b'{"unknown": 1}'),
    letters(b'{"name": "a\\nb"}'),
    letters(b'{"assessment": 5}'),
    letters(b'{"assessment": "**open"}'),
    letters(b'{"name": "' + b"a" * 10_000_000 + b'"}'),
    letters(b"[" * 100_000),
]


@pytest.mark.parametrize("pieces", BROKEN, ids=range(len(BROKEN)))
def test_what_no_office_said_is_refused(pieces: str) -> None:
    """However much it would unpack to."""
    with pytest.raises(ValueError, match=r"."):
        unpacked([pieces])
