"""Documents of all sorts: one space, several, a region's year, public, without figures."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

from hub.domain.indicators import Indicator, Unit
from hub.reports.figures.build import build_report
from hub.reports.layout.document import Document, NumberCell, Section
from hub.reports.layout.layout import document_of
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import Bound, Number
from tests.hub.reports.kept import sources_of
from tests.hub.reports.made_slots import steady
from tests.hub.reports.months import a_month, slots_of_month, small_space
from tests.hub.reports.published import public_report_of
from tests.hub.spaces import a_region, a_space, utc

NOW = utc(2027, 2, 1)
HOSTILE = (
    "#panic()",
    "$x$ *y* _z_",
    "@ref <label>",
    "\\u{41} \\",
    "= Titel // ~ --- ...",
    '"Zitat" `code` ]})',
)
"""Names that would be markup if typst read them."""
TARGETS = (
    Target(Indicator.UTILISATION, None, Fraction(1, 10), Fraction(1, 4)),
    Target(Indicator.VISITS, None, None, Fraction(10)),
)


def bare(*sections: Section, language: Language = Language.GERMAN, title: str = "") -> Document:
    """Lay out no more than some chapters."""
    words = words_in(language)
    return Document(
        language=language,
        furniture=words.furniture,
        office=words.office,
        title=title,
        subtitle="",
        subject="",
        keywords=(),
        sections=sections,
        fingerprint=None,
        dated=date(2026, 3, 31),
    )


def cell_of(
    value: Fraction | int,
    unit: Unit = Unit.HOURS,
    decimals: int = 0,
    bound: Bound | None = None,
    language: Language = Language.GERMAN,
) -> NumberCell:
    """Set a number; a lower bound is rounded down, as every figure's is."""
    number = Number(Fraction(value), unit, decimals, bound, bound is Bound.LOWER)
    words = words_in(language)
    return NumberCell(number, words.in_cell(number), words.units[unit])


def german(report: Report) -> Document:
    """Lay a report out in German."""
    return document_of(report, Language.GERMAN)


@cache
def three_spaces(*names: str) -> Report:
    """Build a February of three spaces: busy, small, and one of which nothing is known."""
    hof = small_space("hof", 6, "09:00-17:00").model_copy(update=_named(names, 0))
    cafe = small_space("cafe", 1, "10:00-12:00").model_copy(update=_named(names, 1))
    mute = small_space("mute", 2, "10:00-12:00").model_copy(update=_named(names, 2))
    slots = {
        "hof": slots_of_month(a_month(hof, 1, 0.6, 0.05)),
        "cafe": slots_of_month(a_month(cafe, 2, 0.4, 0.0)),
        "mute": list(steady(mute, date(2026, 2, 1), date(2026, 2, 28), 0, known=False)),
    }
    spaces = (hof, cafe, mute)
    request = ReportRequest((), date(2026, 2, 1), date(2026, 2, 28))
    return build_report(
        a_region(*spaces), sources_of(slots, spaces), request, NOW, version="1", targets=TARGETS
    )


def _named(names: tuple[str, ...], index: int) -> dict[str, str]:
    return {"name": names[index]} if names else {}


@cache
def public() -> Report:
    """Build a public February of two spaces, of which the small one is protected."""
    hof, cafe = small_space("hof", 6, "09:00-17:00"), small_space("cafe", 1, "10:00-12:00")
    slots = {
        "hof": slots_of_month(a_month(hof, 1, 0.6, 0.0)),
        "cafe": slots_of_month(a_month(cafe, 2, 0.4, 0.0)),
    }
    return public_report_of((hof, cafe), slots)


@cache
def never_open() -> Report:
    """Build a report of a space without opening hours."""
    hof = a_space(desk=[{"id": "d1", "agent": "pi"}])
    first, last = date(2026, 2, 1), date(2026, 2, 3)
    slots = {"hof": list(steady(hof, first, last, 1))}
    request = ReportRequest((), first, last)
    return build_report(a_region(hof), sources_of(slots, (hof,)), request, NOW, version="1")


@cache
def nothing_known() -> Report:
    """Build a report of a space whose sensors were silent throughout."""
    hof = small_space("hof", 4, "10:00-12:00")
    slots = {"hof": list(steady(hof, date(2026, 2, 1), date(2026, 2, 28), 0, known=False))}
    request = ReportRequest((), date(2026, 2, 1), date(2026, 2, 28))
    return build_report(a_region(hof), sources_of(slots, (hof,)), request, NOW, version="1")


@cache
def a_year(space_count: int = 14) -> Report:
    """Build a year of one space, and say the same of so many."""
    hof = small_space("hof", 4, "10:00-14:00")
    first, last = date(2026, 2, 1), date(2027, 1, 31)
    slots = {"hof": list(steady(hof, first, last, 1))}
    request = ReportRequest((), first, last)
    one = build_report(a_region(hof), sources_of(slots, (hof,)), request, NOW, version="1")
    ids = [f"hof-{n}" for n in range(1, space_count + 1)]
    (place,), (part,) = one.places, one.spaces
    (rank,), (found,) = one.ranking, one.quality.spaces
    return replace(
        one,
        request=replace(one.request, spaces=tuple(ids)),
        places=tuple(replace(place, id=id_, name=id_.title()) for id_ in ids),
        spaces=tuple(replace(part, space=id_) for id_ in ids),
        ranking=tuple(replace(rank, space=id_) for id_ in ids),
        quality=replace(one.quality, spaces=tuple(replace(found, space=id_) for id_ in ids)),
    )
