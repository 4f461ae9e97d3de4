"""The form of targets: what was sent, what is wrong with it, and what it says. Pure.

    address or book ─▶ Entry, as typed ─▶ read_entries ─▶ targets, or mistakes beside fields

A number is read as the language of the page writes it; what could be two numbers is refused. Shares
are typed in percent.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from hub.domain.indicators import PEAKS, Indicator
from hub.domain.target import Target, Wanted, is_share
from hub.pages.target_words import Flaw
from hub.reports.text.typography import Typography

MOST_ENTRIES: Final = 2_000
"""More than a form can have fields: see hub/pages/office_page.py."""
NEW_ENTRIES: Final = 2
"""So many empty ones follow those that there are."""
_LARGEST: Final = 10**9
_MOST_LETTERS: Final = 40
_SPACES: Final = str.maketrans(dict.fromkeys(" \t\u00a0\u202f\u2009'", ""))


@dataclass(frozen=True, slots=True)
class Entry:
    """One target as the form has it."""

    indicator: str = ""
    space: str = ""
    wanted: str = Wanted.AT_LEAST.value
    target: str = ""
    baseline: str = ""
    is_removed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.indicator or self.target.strip() or self.baseline.strip())


@dataclass(frozen=True, slots=True)
class FieldMistake:
    """What is wrong with a field, by the name that it has in the form."""

    field: str
    flaw: Flaw


def entry_of(target: Target, typography: Typography) -> Entry:
    """Write a target as somebody would type it."""
    scale = 100 if is_share(target.indicator) else 1
    return Entry(
        indicator=target.indicator.value,
        space=target.space or "",
        wanted=target.wanted.value,
        target=_typed(target.target * scale, typography),
        baseline="" if target.baseline is None else _typed(target.baseline * scale, typography),
    )


def _typed(value: Fraction, typography: Typography) -> str:
    places = next((n for n in range(7) if (value * 10**n).denominator == 1), 6)
    whole, rest = divmod(round(value * 10**places), 10**places)
    return f"{whole}{typography.decimal_mark}{rest:0{places}}" if places else str(whole)


def entries_in(sent: Mapping[str, str]) -> tuple[Entry, ...]:
    """Take over what a form says, as it was typed."""
    count = sum(1 for n in range(MOST_ENTRIES) if f"indicator-{n}" in sent)
    return tuple(_entry_in(sent, n) for n in range(count))


def _entry_in(sent: Mapping[str, str], n: int) -> Entry:
    def said(name: str) -> str:
        return sent.get(f"{name}-{n}", "")

    return Entry(
        said("indicator"), said("space"), said("wanted"), said("target"), said("baseline"),
        is_removed=f"remove-{n}" in sent,
    )  # fmt: skip


def read_entries(
    entries: Sequence[Entry], spaces: Collection[str], typography: Typography
) -> tuple[tuple[Target, ...], tuple[FieldMistake, ...]]:
    """Read the targets that entries name, of known spaces; mistakes where there are any."""
    targets: list[Target] = []
    mistakes: list[FieldMistake] = []
    for n, entry in enumerate(entries):
        if entry.is_removed or entry.is_empty:
            continue
        flaws = [*_flaws(entry, typography), *_flaws_of_space(entry, spaces)]
        if not flaws:
            target = _target(entry, typography)
            if any(_is_of_the_same(target, each) for each in targets):
                flaws = [("space", Flaw.TWICE)]
            targets.append(target)
        mistakes += [FieldMistake(f"{field}-{n}", flaw) for field, flaw in flaws]
    return tuple(targets), tuple(mistakes)


def _flaws(entry: Entry, typography: Typography) -> Iterator[tuple[str, Flaw]]:
    """Yield what is wrong with single fields."""
    indicator = Indicator(entry.indicator) if entry.indicator in set(Indicator) else None
    if indicator is None:
        yield "indicator", Flaw.NO_INDICATOR
    if entry.wanted not in set(Wanted):
        yield "wanted", Flaw.NO_DIRECTION
    for field, text in (("target", entry.target), ("baseline", entry.baseline)):
        if not text.strip():
            if field == "target":
                yield field, Flaw.NO_NUMBER
            continue
        value = number_in(text, typography)
        if value is None:
            yield field, Flaw.NOT_A_NUMBER
        elif indicator is not None and is_share(indicator) and value > 100:
            yield field, Flaw.OVER_ALL
        elif value > _LARGEST:
            yield field, Flaw.TOO_LARGE


def _target(entry: Entry, typography: Typography) -> Target:
    """Read an entry that has no flaw."""
    indicator = Indicator(entry.indicator)
    scale = 100 if is_share(indicator) else 1
    target = number_in(entry.target, typography) or Fraction(0)
    baseline = number_in(entry.baseline, typography)
    return Target(
        indicator,
        entry.space or None,
        None if baseline is None else baseline / scale,
        target / scale,
        Wanted(entry.wanted),
    )


def _flaws_of_space(entry: Entry, spaces: Collection[str]) -> Iterator[tuple[str, Flaw]]:
    """Yield why an entry can't be of its space."""
    if entry.space and entry.space not in spaces:
        yield "space", Flaw.NO_SUCH_SPACE
    elif not entry.space and entry.indicator in {each.value for each in PEAKS}:
        yield "space", Flaw.NEEDS_A_SPACE


def _is_of_the_same(one: Target, other: Target) -> bool:
    return (one.indicator, one.space) == (other.indicator, other.space)


def number_in(text: str, typography: Typography) -> Fraction | None:
    """Read a number of at least 0, as a language writes it; None where it is none, or could be two.

    A dot or comma that isn't the language's decimal mark may only group digits by three.
    """
    plain = text.translate(_SPACES).removesuffix("%")
    mark = typography.decimal_mark
    other = "." if mark == "," else ","
    grouped = rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+|\d+"
    if len(plain) > _MOST_LETTERS or not plain.isascii():
        return None
    match = re.fullmatch(rf"({grouped})(?:{re.escape(mark)}(\d{{1,6}}))?", plain)
    if match is None:
        return None
    return Fraction(f"{match[1].replace(other, '')}.{match[2] or '0'}")


def version_of(targets: Sequence[Target]) -> str:
    """Name the targets that somebody has seen, in whichever order they are."""
    said = sorted(map(repr, targets))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
