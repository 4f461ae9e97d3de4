"""Does the store still give what a report says? `platzfrei-hub report --verify FILE`.

    file ─▶ carried_by ─▶ what it was made of ─▶ made again ─▶ written again, in the same format
       └──▶ read_back ─▶ what a reader sees  ─▶ compared ◀─ what a reader sees ◀─┘

The line of origin only says what to make again: every text and number that can be seen is compared
with what the store gives, so that a file in which a figure, a name and that line were changed to
fit each other is found too. The language isn't asked for: each is tried.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from hub.domain.office import OfficeConfig
from hub.reports.formats.registry import Format
from hub.reports.model import Report, Target
from hub.reports.provenance.extract import Carried, carried_by
from hub.reports.provenance.office_words import NO_WORDS
from hub.reports.provenance.provenance import Origin
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.verification.as_then import as_then, grown, shrunk
from hub.reports.verification.comparison import Difference, differences
from hub.reports.verification.readers.printed import Reading
from hub.reports.verification.readers.reading import format_of, read_back

BuildAgain = Callable[[ReportRequest, str, Sequence[Target]], Report]
"""Builds a report by request, version and targets."""
MAX_SHOWN: Final = 50
MOST_SHOWN_CHARACTERS: Final = 200
_ARCHIVES: Final = (Format.DOCX, Format.XLSX)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the comparison."""

    figure_count: int
    """Texts with a number or a day in them that were compared."""
    differences: tuple[Difference, ...]
    """Of a report that another version made, of figures alone."""
    are_inputs_same: bool | None
    """By the fingerprint; None in a public report, which has none."""
    notes: tuple[str, ...] = ()
    """What else is to be known."""
    drawn_otherwise: tuple[int, ...] = ()
    """Pages that say the same and are drawn otherwise by another program, so that nobody can tell
    whether they show it; or pictures."""
    drawn_are: str = "page"
    """What one of these is called."""

    @property
    def is_same(self) -> bool:
        """Whether the store gives all that the file says."""
        return not self.differences and not self.drawn_otherwise


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The office's own words that a file is held against; None: they are as the file says."""

    office: OfficeConfig | None = None
    assessment: str | None = None

    def said_in(self, report: Report) -> Report:
        """Put them in the place of those that the file says."""
        return replace(
            report,
            office=report.office if self.office is None else self.office,
            assessment=report.assessment if self.assessment is None else self.assessment,
        )

    def not_compared(self, origin: Origin) -> Iterator[str]:
        """Say which words of a file nobody was asked about."""
        words = origin.words
        if words.office != NO_WORDS.office and self.office is None:
            yield "who issued it for which grant is as the file says; --office compares it"
        if words.assessment and self.assessment is None:
            yield "the office's assessment is as the file says; --assessment compares it"


AS_THE_FILE_SAYS: Final = OwnWords()


@dataclass(frozen=True, slots=True)
class _Remade:
    """The report once more, in one language."""

    content: bytes
    reading: Reading
    differences: tuple[Difference, ...]


def verify(
    content: bytes,
    build_again: BuildAgain,
    version: str,
    targets: Sequence[Target] | None = None,
    own: OwnWords = AS_THE_FILE_SAYS,
) -> Verdict:
    """Make the report again and compare all that can be seen.

    `version` is that of this software; without `targets` those that the file names are taken, and
    so are the office's own words without `own`.
    Raises NotOurs, CannotCompare, ReportRefused and StoreUnavailable.
    """
    carried = carried_by(content)
    reading = read_back(content, carried)
    origin = carried.origin
    agreed = origin.targets if targets is None else tuple(targets)
    now = build_again(_request(origin, agreed), origin.version, agreed)
    remade = _most_alike(reading, content, own.said_in(as_then(now, origin)))
    found = (*remade.differences, *shrunk(now, origin))
    is_ours = origin.version == version
    drawn = () if found else _drawn_otherwise(reading, remade.reading)
    if is_ours and reading.drawn_by == remade.reading.drawn_by:
        found += tuple(_as_differences(drawn, reading.drawn_are))
        drawn = ()
    known = (now.method.fingerprint, *now.method.earlier_fingerprints)
    return Verdict(
        figure_count=sum(each.cell_count for each in reading.printed if each.is_figure),
        differences=found if is_ours else tuple(each for each in found if each.is_of_figures),
        are_inputs_same=None if origin.fingerprint is None else origin.fingerprint in known,
        notes=(
            *own.not_compared(origin),
            *_notes(content, carried, version, remade, now, has_targets=targets is None),
        ),
        drawn_otherwise=drawn,
        drawn_are=reading.drawn_are,
    )


def _request(origin: Origin, targets: Sequence[Target]) -> ReportRequest:
    """Return what was asked; targets of all spaces need all, begun or not."""
    if any(target.space is None for target in targets):
        return replace(origin.request, spaces=())
    return origin.request


def _most_alike(reading: Reading, content: bytes, report: Report) -> _Remade:
    """Write the report in the language in which the fewest texts differ."""
    written_as = format_of(content)
    languages = list(Language)[:1] if written_as is Format.JSON else list(Language)
    remade = []
    for language in languages:
        remade.append(_remake(reading, report, Rendering(written_as, language)))
        if not remade[-1].differences:
            break
    return min(remade, key=lambda each: len(each.differences))


def _remake(reading: Reading, report: Report, rendering: Rendering) -> _Remade:
    made = render(report, rendering)
    read = read_back(made, carried_by(made))
    places = {each.place for each in reading.printed if each.may_be_lost}
    there = [each for each in read.printed if not each.may_be_lost or each.place in places]
    return _Remade(made, read, tuple(differences(reading.printed, there)))


def _drawn_otherwise(before: Reading, now: Reading) -> tuple[int, ...]:
    """Return the numbers of pages that aren't drawn the same, from 1."""
    pages = zip(before.drawn, now.drawn, strict=False)
    return tuple(number for number, (was, is_) in enumerate(pages, 1) if was != is_)


def _as_differences(numbers: Sequence[int], are: str) -> Iterator[Difference]:
    for number in numbers:
        yield Difference(f"{are} {number}", "the same words in other letters or charts", "others")


def _notes(
    content: bytes,
    carried: Carried,
    version: str,
    remade: _Remade,
    now: Report,
    *,
    has_targets: bool,
) -> Iterator[str]:
    origin = carried.origin
    if origin.version != version:
        yield (
            f"version {origin.version} made it, this is {version}: only figures were compared"
            + _worded_otherwise(remade.differences)
        )
    if has_targets and origin.targets:
        yield "its targets are as the file says; --targets compares them with what was agreed"
    if not remade.differences and content != remade.content and format_of(content) in _ARCHIVES:
        yield "it was saved anew: colours, type and widths were not compared"
    for each in grown(now, origin):
        yield f"has grown since, as such counts do: {each}"


def _worded_otherwise(found: Sequence[Difference]) -> str:
    count = sum(not each.is_of_figures for each in found)
    return f"; {count} texts are worded otherwise" if count else ""


def describe(verdict: Verdict) -> Iterator[str]:
    """Say it, one line after the other."""
    yield _heading(verdict)
    for difference in verdict.differences[:MAX_SHOWN]:
        yield f"  {_told(difference)}"
    if len(verdict.differences) > MAX_SHOWN:
        yield f"  and {len(verdict.differences) - MAX_SHOWN} more"
    if verdict.differences and verdict.are_inputs_same:
        yield "its inputs are the same: either the file or the software was changed"
    if not verdict.differences and verdict.are_inputs_same is False:
        yield "its inputs are not the same any more, but that changes no figure"
    yield from verdict.notes


def _heading(verdict: Verdict) -> str:
    figures = f"{verdict.figure_count} figures compared"
    if verdict.differences:
        count = len(verdict.differences)
        return f"the store gives other figures now: {figures}, {count} places differ"
    if verdict.drawn_otherwise:
        numbers = ", ".join(map(str, verdict.drawn_otherwise))
        return (
            f"the store gives the same figures: {figures}; but another program drew "
            f"{verdict.drawn_are} {numbers}, so that what it shows can't be compared with what it "
            "says"
        )
    return f"the store gives the same figures: {figures}"


def _told(difference: Difference) -> str:
    shared = _shared(difference.before or "", difference.now or "")
    before, now = (_shown(text, shared) for text in (difference.before, difference.now))
    return f"{difference.place}: {before} in the file, the store now says {now}"


def _shared(before: str, now: str) -> int:
    """Return how many characters of long texts needn't be shown, as they begin the same."""
    if max(len(before), len(now)) <= MOST_SHOWN_CHARACTERS:
        return 0
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, now, strict=False))
    )
    return max(0, same - MOST_SHOWN_CHARACTERS // 2)


def _shown(text: str | None, start: int) -> str:
    if text is None:
        return "nothing"
    cut = text[start : start + MOST_SHOWN_CHARACTERS]
    printable = "".join(each if each.isprintable() else " " for each in cut)
    return f"{'…' if start else ''}{printable}{'…' if len(text) - start > len(cut) else ''}"
