"""Spares the agent what its libraries import and it may never use; called before all other imports.

OpenSSL takes 5 MB and serves TLS alone; paho imports what finds a proxy, and gpiozero every board
that there is. It knows no more of these libraries than that.
"""

import sys
from typing import Final

from edge.late_modules import is_there, put_off

_BUILT_IN_HASHES: Final = (
    ("_md5",),
    ("_sha1",),
    ("_sha2", "_sha256"),
    ("_sha2", "_sha512"),
    ("_sha3",),
    ("_blake2",),
)
"""Python's own, each by its names in several versions; a distribution may leave some to OpenSSL."""


class _NeverRaised(Exception):
    """Stands for an exception of TLS as long as there is none."""


_OF_TLS: Final = {"SSLWantReadError": _NeverRaised, "SSLWantWriteError": _NeverRaised}
"""paho asks for these with each failed read of a socket, be it one without TLS."""


def put_off_imports() -> None:
    """Let OpenSSL, the search for proxies, and gpiozero's boards be imported when first used."""
    put_off("ssl", _OF_TLS)
    put_off("urllib.request")
    put_off("gpiozero")
    if all(any(map(is_there, names)) for names in _BUILT_IN_HASHES):
        sys.modules.setdefault("_hashlib", None)  # type: ignore[arg-type]  # hashlib does without
