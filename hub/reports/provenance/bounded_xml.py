"""XML that a stranger may have made, read element by element within bounds.

ISO/IEC 29500-2, 8.1.4: a package's parts have no document type declaration. So whatever begins one
is refused, and with it every entity that could grow. Depth, elements and the length of what stands
between two of them are bounded too. Names come without their namespaces.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol
from xml.parsers import expat

MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 5_000_000
MAX_TOKEN_BYTES: Final = 1024 * 1024
"""Of a tag, or of anything else that is held until it ends."""


class BadXml(Exception):
    """It is no XML, or none that a report has."""


class Listener(Protocol):
    """Is told what is read, in the order in which it stands."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take its end."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


class _Bounds:
    """Counts what goes by."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._depth = 0
        self._left = MAX_ELEMENTS

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._left -= 1
        if self._depth > MAX_DEPTH or self._left < 0:
            raise BadXml("it has more elements than any report")
        self._listener.start(_local(name), attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(_local(name))


def read_xml(pieces: Iterable[bytes], listener: Listener) -> None:
    """Read a document. Raises BadXml, and whatever the listener or the source of pieces does."""
    parser = expat.ParserCreate()
    bounds = _Bounds(listener)
    parser.buffer_text = True
    parser.StartElementHandler = bounds.start
    parser.EndElementHandler = bounds.end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                raise BadXml("a tag of it is longer than any of a report")
        if fed:
            parser.Parse(b"", True)
    except expat.ExpatError:
        raise BadXml("a part of it is no XML") from None


def _refuse_doctype(*_declared: object) -> None:
    raise BadXml("a part of it declares a document type, as no report does")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
