"""Does the store still give the figures of a report? `platzfrei-hub report --verify FILE`.

    file ─▶ carried_by ─▶ what it was made of ─▶ made again ─▶ compared ─▶ Verdict

Figures of JSON are compared one by one, its targets with them. Of the other formats a digest of all
figures is, so that it is known whether they differ, and not which. The annex on data quality is no
figure: what it counts goes on growing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from hub.domain.indicators import Indicator
from hub.reports.model import Report, Target
from hub.reports.payload.payload import shape_of
from hub.reports.payload.schema import GoalShape, ReportShape
from hub.reports.provenance.extract import Carried
from hub.reports.provenance.provenance import FIGURES, origin_of
from hub.reports.request import ReportRequest

BuildAgain = Callable[[ReportRequest, str, Sequence[Target]], Report]
"""Builds a report by request, version and targets."""
Value = str | int | float | bool | None
MAX_SHOWN: Final = 50
_KEYS: Final = ("space", "id", "day")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that isn't the same."""

    figure: str
    """Its place in the payload, such as `together.figures.visits.value`."""
    before: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the comparison."""

    is_same: bool
    differences: tuple[Difference, ...]
    """Empty where it isn't known which differ."""
    are_inputs_same: bool | None
    """By the fingerprint; None in a public report, which has none."""


def verify(carried: Carried, build_again: BuildAgain) -> Verdict:
    """Make the report again and compare. Raises ReportRefused and StoreUnavailable."""
    origin, shape = carried.origin, carried.shape
    targets = tuple(map(_target, shape.goals)) if shape else ()
    request = origin.request
    if any(target.space is None for target in targets):
        request = replace(request, spaces=())  # targets of all spaces need all, begun or not
    report = build_again(request, origin.version, targets)
    now = shape_of(report)
    made = origin_of(report, now)
    are_inputs_same = None if origin.fingerprint is None else origin.fingerprint == made.fingerprint
    if shape is None:
        return Verdict(origin.figures == made.figures, (), are_inputs_same)
    differences = tuple(_differences(shape, now))
    return Verdict(not differences, differences, are_inputs_same)


def _target(told: GoalShape) -> Target:
    return Target(
        indicator=Indicator(told.id),
        space=told.space,
        baseline=None if told.baseline is None else Fraction(str(told.baseline)),
        target=Fraction(str(told.target)),
        wanted=told.wanted,
    )


def _differences(before: ReportShape, now: ReportShape) -> Iterator[Difference]:
    was, is_ = _flat(before), _flat(now)
    for figure in {**was, **is_}:
        if was.get(figure) != is_.get(figure):
            yield Difference(figure, was.get(figure), is_.get(figure))


def _flat(shape: ReportShape) -> Mapping[str, Value]:
    """Name every single value of the figures and goals."""
    told = shape.model_dump(mode="json", by_alias=True, include={*FIGURES, "goals"})
    return dict(_leaves("", told))


def _leaves(path: str, node: object) -> Iterator[tuple[str, Value]]:
    match node:
        case dict():
            for key, child in node.items():
                yield from _leaves(f"{path}.{key}" if path else key, child)
        case list():
            for index, child in enumerate(node):
                yield from _leaves(f"{path}.{_name(child, index)}", child)
        case str() | int() | float() | None:
            yield path, node


def _name(child: object, index: int) -> str:
    """Name an element by what it is about, else by its place."""
    if not isinstance(child, dict):
        return str(index)
    if "weekday" in child:
        return f"weekday {child['weekday']} hour {child['hour']}"
    words = [str(child[key]) for key in _KEYS if child.get(key) is not None]
    return " ".join(words) or str(index)


def describe(verdict: Verdict) -> Iterator[str]:
    """Say it, one line after the other."""
    if verdict.is_same:
        yield "the store gives the same figures"
        if verdict.are_inputs_same is False:
            yield "its inputs are not the same any more, but that changes no figure"
        return
    yield "the store gives other figures now"
    for difference in verdict.differences[:MAX_SHOWN]:
        before, now = _shown(difference.before), _shown(difference.now)
        yield f"  {difference.figure}: {before} in the file, {now} in the store"
    if len(verdict.differences) > MAX_SHOWN:
        yield f"  and {len(verdict.differences) - MAX_SHOWN} more"
    if not verdict.differences:
        yield "which ones can't be told from this format; a report kept as JSON names them"
    if verdict.are_inputs_same:
        yield "its inputs are the same: either the file or the software was changed"


def _shown(value: Value) -> str:
    return "nothing" if value is None else str(value)
