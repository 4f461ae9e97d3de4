"""The line by which a report says what it was made of, so that it can be made again. Pure.

    platzfrei-report/1 from=2026-01-01 to=2026-03-31 edition=internal version=0.1.0
    fingerprint=… figures=… space=bahnhof-wiesenburg space=…
    target=utilisation:-:-:1/4:at_least agent=bahnhof-wiesenburg:pi:3:0:0:1:0
    frozen=bahnhof-wiesenburg:12:2026-01-13 office=eJxNjbEK…

It stands in the annex on method, hence in every format; what it names, `report --verify` reads.
`figures` is a SHA-256 over the figures as JSON has them. In a public report too: it stands for
nothing that isn't printed there. The second part is what no store can say later: the targets that
were agreed (`-` is none), each agent's counts so far (left out where all are 0), and how many days
were final, and from which day on corrections had an effect, and of which spaces slots were still to
be made. The third is what the office says
itself, packed (office_words.py): nothing that is stored gives it, so it is taken from the file.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from hub.domain.indicators import Indicator
from hub.errors import ReportRefused
from hub.reports.model import AgentQuality, Report, Target, Wanted
from hub.reports.payload.payload import shape_of
from hub.reports.payload.schema import AgentQualityShape, GoalShape, ReportShape
from hub.reports.provenance.office_words import NO_WORDS, OfficeWords, packed, unpacked, words_of
from hub.reports.request import ReportRequest, read_request

FIGURES: Final = frozenset(("together", "by_space", "ranking"))
"""The members of the payload that are figures, and need no targets."""
_NO_FIGURES: Final[dict[str, Any]] = {
    "together": {"told"},
    "by_space": {"__all__": {"told"}},
}
"""Of how many months a figure is came later than the digest, which reports of before have, too."""
_LINE: Final = re.compile(r"platzfrei-report/1((?: [a-z]+=[\w.+:/-]{1,400}){5,20000})", re.ASCII)
_INTERNAL: Final = "internal"
_PUBLIC: Final = "public"
_NONE: Final = "none"
_NOBODY: Final = "-"


@dataclass(frozen=True, slots=True)
class FrozenDays:
    """How many of a space's days no correction reached any more."""

    space: str
    day_count: int
    corrections_from: date | None


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
    targets: tuple[Target, ...] = ()
    agents: tuple[AgentQuality, ...] = ()
    """Their counts when the report was made: they go on growing."""
    frozen: tuple[FrozenDays, ...] = ()
    """As it was when the report was made: it goes on growing."""
    unsettled: tuple[str, ...] = ()
    """Spaces of which slots were still to be made."""
    words: OfficeWords = NO_WORDS
    """What the office said itself."""

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
            *(f"target={_told_target(target)}" for target in self.targets),
            *(f"agent={_told_agent(agent)}" for agent in self.agents),
            *(f"frozen={_joined(*astuple(frozen))}" for frozen in self.frozen),
            *(f"unsettled={space}" for space in self.unsettled),
            *(f"office={piece}" for piece in packed(self.words)),
        )
        return " ".join(("platzfrei-report/1", *told))


def origin_of(report: Report, shape: ReportShape | None = None) -> Origin:
    """Say what a report was made of; `shape` is its payload, where it is there already."""
    return origin_of_payload(shape or shape_of(report))


def origin_of_payload(shape: ReportShape) -> Origin:
    """Say it of a report that is there as its payload alone."""
    request = ReportRequest(
        spaces=tuple(place.id for place in shape.spaces),
        first=shape.period.from_,
        last=shape.period.to,
        is_public=shape.public,
    )
    return Origin(
        request=request,
        version=shape.method.software_version,
        fingerprint=shape.method.fingerprint,
        figures=digest_of(shape),
        targets=tuple(map(_target, shape.goals)),
        agents=tuple(map(_agent, shape.agent_quality)),
        frozen=tuple(
            FrozenDays(space.space, space.frozen_days, space.corrections_from)
            for space in shape.space_quality
        ),
        unsettled=shape.unsettled,
        words=words_of(shape),
    )


def _target(told: GoalShape) -> Target:
    return Target(
        indicator=Indicator(told.id),
        space=told.space,
        baseline=None if told.baseline is None else Fraction(str(told.baseline)),
        target=Fraction(str(told.target)),
        wanted=told.wanted,
    )


def _agent(told: AgentQualityShape) -> AgentQuality:
    counts = told.missing, told.lost, told.quarantined, told.too_late, told.alarms
    return AgentQuality(told.space, told.agent, *counts)


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

    def all_of(name: str) -> Iterable[str]:
        return (word[1] for word in words if word[0] == name)

    try:
        request = read_request(
            tuple(all_of("space")), told["from"], told["to"], is_public=told["edition"] == _PUBLIC
        )
        return Origin(
            request=request,
            version=told["version"],
            fingerprint=None if told["fingerprint"] == _NONE else told["fingerprint"],
            figures=told["figures"],
            targets=tuple(map(_read_target, all_of("target"))),
            agents=tuple(map(_read_agent, all_of("agent"))),
            frozen=tuple(map(_read_frozen, all_of("frozen"))),
            unsettled=tuple(all_of("unsettled")),
            words=unpacked(all_of("office")),
        )
    except (KeyError, ReportRefused, TypeError, ValueError, ZeroDivisionError):
        return None


def _joined(*words: object) -> str:
    return ":".join(_NOBODY if word is None else str(word) for word in words)


def _parts(text: str) -> list[str | None]:
    return [None if word == _NOBODY else word for word in text.split(":")]


def _told_target(target: Target) -> str:
    return _joined(*astuple(target))


def _read_target(text: str) -> Target:
    indicator, space, baseline, target, wanted = _parts(text)
    return Target(
        indicator=Indicator(str(indicator)),
        space=space,
        baseline=None if baseline is None else Fraction(baseline),
        target=Fraction(str(target)),
        wanted=Wanted(str(wanted)),
    )


def _told_agent(agent: AgentQuality) -> str:
    space, name, *counts = astuple(agent)
    return _joined(space, name, *(counts if any(counts) else ()))


def _read_agent(text: str) -> AgentQuality:
    space, agent, *counts = text.split(":")
    return AgentQuality(space, agent, *map(int, counts or "00000"))


def _read_frozen(text: str) -> FrozenDays:
    space, count, since = _parts(text)
    return FrozenDays(
        str(space), int(str(count)), None if since is None else date.fromisoformat(since)
    )
