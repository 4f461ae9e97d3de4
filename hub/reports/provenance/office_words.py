"""What the office says itself, packed into the line of origin, and out of it again. Pure.

Nothing that is stored gives it, so whoever verifies a report has it from the file alone: JSON,
deflated (RFC 1950), in the letters of base64url (RFC 4648, section 5), cut so that lines can break.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import ValidationError

from hub.domain.office import OfficeConfig
from hub.reports.assessment import MOST_CHARACTERS, checked
from hub.reports.payload.schema import ReportShape

_PIECE: Final = 48
_MOST_BYTES: Final = 8 * MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """Who issued a report, for which grant, and what was thought of it."""

    office: OfficeConfig
    assessment: str = ""


NO_WORDS: Final = OfficeWords(OfficeConfig())


def words_of(shape: ReportShape) -> OfficeWords:
    """Take them out of a payload. Raises ValueError where nobody can have said them."""
    told = shape.office.model_dump(exclude={"funding", "dated"})
    dates: dict[str, date | None] = {"date": shape.office.dated}
    if shape.office.funding is not None:
        dates |= {"funding_from": shape.office.funding.from_, "funding_to": shape.office.funding.to}
    office = OfficeConfig.model_validate({**told, **dates})
    return OfficeWords(office, checked(shape.assessment) if shape.assessment else "")


def packed(words: OfficeWords) -> Iterator[str]:
    """Yield pieces of a few letters; none where the office said nothing."""
    if words == NO_WORDS:
        return
    told = words.office.model_dump(mode="json", by_alias=True, exclude_none=True)
    if words.assessment:
        told["assessment"] = words.assessment
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    letters = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    yield from (letters[at : at + _PIECE] for at in range(0, len(letters), _PIECE))


def unpacked(pieces: Iterable[str]) -> OfficeWords:
    """Put pieces together again. Raises ValueError."""
    letters = "".join(pieces)
    if not letters:
        return NO_WORDS
    try:
        content = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        plain = zlib.decompressobj().decompress(content, _MOST_BYTES)
        told = json.loads(plain)
        assessment = told.pop("assessment", "")
        office = OfficeConfig.model_validate_json(json.dumps(told))
        return OfficeWords(office, checked(assessment) if assessment else "")
    except (
        AttributeError,
        binascii.Error,
        RecursionError,
        TypeError,
        ValidationError,
        zlib.error,
    ) as error:
        raise ValueError(f"no words of an office: {error}") from None
