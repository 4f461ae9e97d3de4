"""When a certificate ends: read from its DER (RFC 5280, section 4.1), which names it near its top.

    Certificate ─▶ TBSCertificate ─▶ [version] serial algorithm issuer validity ─▶ notAfter

Nothing is verified here: who trusts it is for TLS.
"""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from contract.times import to_us

_VERSION: Final = 0xA0
_UTC_TIME: Final = 0x17
_BEGIN: Final = "-----BEGIN CERTIFICATE-----"
_END: Final = "-----END CERTIFICATE-----"
_VALIDITY: Final = 3
"""Its place, from 0, after the version, which may be left out."""


class NoCertificate(ValueError):
    """What was given isn't a certificate."""


def end_us(der: bytes) -> int:
    """Return its notAfter in microseconds since 1970. Raises NoCertificate."""
    try:
        (_, certificate), *_ = _elements(der)
        (_, to_be_signed), *_ = _elements(certificate)
        fields = list(_elements(to_be_signed))
        if fields[0][0] == _VERSION:
            fields = fields[1:]
        _, (tag, text) = _elements(fields[_VALIDITY][1])
        return to_us(_time(tag, text.decode("ascii")))
    except (IndexError, ValueError) as error:
        raise NoCertificate(str(error)) from None


def first_end_us(file: Path) -> int | None:
    """Return when the first of a PEM file's certificates ends; None: there is none that is read."""
    try:
        text = file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return min(_ends_us(text), default=None)


def _ends_us(text: str) -> Iterator[int]:
    for part in text.split(_BEGIN)[1:]:
        body, end, _ = part.partition(_END)
        if end:
            yield from _end_of(f"{_BEGIN}{body}{_END}")


def _end_of(pem: str) -> Iterator[int]:
    try:
        yield end_us(ssl.PEM_cert_to_DER_cert(pem))
    except ValueError:
        return


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the tag and the content of each element. Raises ValueError where one is cut off."""
    at = 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(content[at : at + size], "big"), at + size
        if at + length > len(content):
            raise ValueError("cut off")
        yield tag, content[at : at + length]
        at += length


def _time(tag: int, text: str) -> datetime:
    """Read a UTCTime, whose years from 50 on are of the last century, or a GeneralizedTime."""
    if tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
