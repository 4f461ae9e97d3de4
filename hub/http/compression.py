"""Compressed answers: who takes gzip, and a body as gzip. Pure.

Only what anybody may read is compressed: beside a secret, the length of an answer would tell of it.
"""

import re
import zlib
from typing import Final

WORTH_IT_BYTES: Final = 1000
"""What is shorter fits one packet anyway."""
_GZIP_WRAPPER: Final = 16 + zlib.MAX_WBITS
_LEVEL: Final = 6
_NONE: Final = re.compile(r"q=0(\.0{0,3})?")


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether an Accept-Encoding names gzip, or all, and doesn't forbid it."""
    named = dict(_coding(part) for part in accept_encoding.lower().split(","))
    return named.get("gzip", named.get("x-gzip", named.get("*", False)))


def _coding(part: str) -> tuple[str, bool]:
    name, *parameters = (word.strip() for word in part.split(";"))
    return name, not any(_NONE.fullmatch(word) for word in parameters)


def gzipped(body: bytes) -> bytes:
    """Compress; the same body gives the same bytes."""
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WRAPPER)
    return packing.compress(body) + packing.flush()
