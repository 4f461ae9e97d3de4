"""The line by which a report says what it was made of, so that it can be made again. Pure.

    platzfrei-report/1 from=2026-01-01 to=2026-03-31 edition=internal version=0.1.0
    fingerprint=… figures=… space=bahnhof-wiesenburg space=…

It stands in the annex on method, hence in every format; what it names, `report --verify` reads.
`figures` is a SHA-256 over the figures as JSON has them. In a public report too: it stands for
nothing that isn't printed there.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from hub.errors import ReportRefused
from hub.reports.model import Report
from hub.reports.payload.payload import shape_of
from hub.reports.payload.schema import ReportShape
from hub.reports.request import ReportRequest, read_request

FIGURES: Final = frozenset(("together", "by_space", "ranking"))
"""The members of the payload that are figures, and need no targets."""
_NO_FIGURES: Final[dict[str, Any]] = {
    "together": {"told"},
    "by_space": {"__all__": {"told"}},
}
"""Of how many months a figure is came later than the digest, which reports of before have, too."""
_LINE: Final = re.compile(r"platzfrei-report/1((?: [a-z]+=[\w.+-]{1,200}){5,5000})", re.ASCII)
_INTERNAL: Final = "internal"
_PUBLIC: Final = "public"
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made of."""

    request: ReportRequest
    version: str
    """Of the software."""
    fingerprint: str | None
    """Of the inputs; None in a public report."""
    figures: str
    """A digest of what came out."""

    def line(self) -> str:
        """Write it in one line, broken at spaces wherever it doesn't fit."""
        request = self.request
        told = (
            f"from={request.first}",
            f"to={request.last}",
            f"edition={_PUBLIC if request.is_public else _INTERNAL}",
            f"version={self.version}",
            f"fingerprint={self.fingerprint or _NONE}",
            f"figures={self.figures}",
            *(f"space={space}" for space in request.spaces),
        )
        return " ".join(("platzfrei-report/1", *told))


def origin_of(report: Report, shape: ReportShape | None = None) -> Origin:
    """Say what a report was made of; `shape` is its payload, where it is there already."""
    return Origin(
        request=report.request,
        version=report.method.software_version,
        fingerprint=report.method.fingerprint,
        figures=digest_of(shape or shape_of(report)),
    )


def digest_of(shape: ReportShape) -> str:
    """Return the SHA-256 of the figures, hexadecimal."""
    return hashlib.sha256(
        shape.model_dump_json(by_alias=True, include=set(FIGURES), exclude=_NO_FIGURES).encode()
    ).hexdigest()


def found_in(text: str) -> Origin | None:
    """Find the line in a text; None if there is none that can be read."""
    line = _LINE.search(text)
    return None if line is None else _read([tuple(each.split("=")) for each in line[1].split()])


def _read(words: list[tuple[str, ...]]) -> Origin | None:
    told = {word[0]: word[1] for word in words}
    spaces = tuple(word[1] for word in words if word[0] == "space")
    try:
        request = read_request(
            spaces, told["from"], told["to"], is_public=told["edition"] == _PUBLIC
        )
        fingerprint = None if told["fingerprint"] == _NONE else told["fingerprint"]
        return Origin(request, told["version"], fingerprint, told["figures"])
    except (KeyError, ReportRefused):
        return None
