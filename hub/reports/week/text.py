"""How a week is said in bands and in comparison: the words of page and mail. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, assert_never

from hub.domain.indicators import Figure, Unit
from hub.domain.week_bands import Band, Usual, Verdict, band_of
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class WeekText:
    """`{a}` and `{b}` are where a band begins and ends, `{n}` is a number."""

    under: str
    between: str
    at_least: str
    unknown: str
    percent: str
    hour: str
    hours: str
    verdicts: Mapping[Verdict, str]
    basis: str
    """What the usual rests on."""
    too_few: str
    too_few_one: str
    no_weeks: str


_GERMAN: Final = WeekText(
    under="unter {b}",
    between="{a} bis {b}",
    at_least="{a} oder mehr",
    unknown="zu wenig bekannt",
    percent="{n}\u00a0%",
    hour="{n}\u00a0Stunde",
    hours="{n}\u00a0Stunden",
    verdicts={
        Verdict.MORE: "mehr als üblich",
        Verdict.LESS: "weniger als üblich",
        Verdict.USUAL: "wie üblich",
        Verdict.TOO_FEW: "noch nicht vergleichbar",
        Verdict.UNSURE: "unklar, zu viel ist unbekannt",
    },
    basis="„Üblich“ ist der mittlere Wert (Median) der {n} Wochen davor.",
    too_few="Was üblich ist, lässt sich noch nicht sagen: Davor sind erst {n} Wochen bekannt, und"
    " es braucht {b}.",
    too_few_one="Was üblich ist, lässt sich noch nicht sagen: Davor ist erst eine Woche bekannt,"
    " und es braucht {b}.",
    no_weeks="Was üblich ist, lässt sich noch nicht sagen: Davor ist keine Woche bekannt, und es"
    " braucht {b}.",
)
_ENGLISH: Final = WeekText(
    under="under {b}",
    between="{a} to {b}",
    at_least="{a} or more",
    unknown="too little is known",
    percent="{n}%",
    hour="{n}\u00a0hour",
    hours="{n}\u00a0hours",
    verdicts={
        Verdict.MORE: "more than usual",
        Verdict.LESS: "less than usual",
        Verdict.USUAL: "as usual",
        Verdict.TOO_FEW: "can’t be compared yet",
        Verdict.UNSURE: "unclear, too much is unknown",
    },
    basis="“Usual” is the middle value (median) of the {n} weeks before.",
    too_few="What is usual can’t be said yet: only {n} weeks before are known, and it takes {b}.",
    too_few_one="What is usual can’t be said yet: only one week before is known, and it takes {b}.",
    no_weeks="What is usual can’t be said yet: no week before is known, and it takes {b}.",
)


def week_text_in(language: Language) -> WeekText:
    """Return the words of a language."""
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)


def banded(figure: Figure, limits: tuple[Fraction, ...], text: WeekText) -> str:
    """Say in which band a figure is."""
    return said(band_of(figure, limits), figure.unit, text)


def said(band: Band | None, unit: Unit, text: WeekText) -> str:
    """Say a band: `unter 10 %`, `5 bis 10 Stunden`, `50 oder mehr`."""
    if band is None:
        return text.unknown
    if band.high is None:
        return text.at_least.format(a=_amount(band.low, unit, text))
    high = _amount(band.high, unit, text)
    if not band.low:
        return text.under.format(b=high)
    return text.between.format(a=_number(band.low, unit), b=high)


def _amount(limit: Fraction, unit: Unit, text: WeekText) -> str:
    number = _number(limit, unit)
    match unit:
        case Unit.RATIO:
            return text.percent.format(n=number)
        case Unit.HOURS:
            return (text.hour if limit == 1 else text.hours).format(n=number)
        case Unit.COUNT:
            return number
        case _:
            assert_never(unit)


def _number(limit: Fraction, unit: Unit) -> str:
    return str(round(limit * 100 if unit is Unit.RATIO else limit))


def basis_of(usual: Usual, fewest: int, text: WeekText) -> str:
    """Say what the usual rests on, or why there is none."""
    if usual.is_enough:
        return text.basis.format(n=usual.week_count)
    forms = {0: text.no_weeks, 1: text.too_few_one}
    return forms.get(usual.week_count, text.too_few).format(n=usual.week_count, b=fewest)
