"""Findings as sentences, in both languages, as an office would write them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator
from hub.domain.sign_doubt import WithoutSign
from hub.reports.figures.findings import with_findings
from hub.reports.finding import FindingKind
from hub.reports.layout.cells import Setting
from hub.reports.layout.findings import sentences
from hub.reports.model import Report, Target, Wanted
from hub.reports.period import Period
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from tests.hub.reports.made_reports import FIRST, a_report, comparison, days_of, hours, week_of

EARLIER = Period(date(2026, 1, 5), date(2026, 2, 1))
KNOWN, DARK = hours(2, 8), hours(0, 0, 10)
USE = Target(Indicator.UTILISATION, None, None, Fraction(1, 4))
VISITS = Target(Indicator.VISITS, "hof", None, Fraction(100), Wanted.AT_MOST)


def said(report: Report, language: Language) -> dict[FindingKind, str]:
    """Say each finding, with spaces that a test can show."""
    told = sentences(Setting(report, words_in(language), ""))
    plain = [each.replace("\xa0", " ").replace("\u202f", " ") for each in told]
    return {found.kind: text for found, text in zip(report.findings, plain, strict=True)}


def silent(*dark: int) -> Callable[[], Report]:
    """Make spaces that are silent for so many last days of five."""
    names = ("hof", "café", "drahtwerk", "bahnhof", "mühle")
    return lambda: a_report(
        {
            name: days_of(*(KNOWN,) * (5 - count), *(DARK,) * count)
            for name, count in zip(names, dark, strict=False)
        }
    )


def scarce(*full: float) -> Callable[[], Report]:
    """Make spaces that are full for so many of ten hours, on Thursday afternoons most."""
    names = ("hof", "café", "drahtwerk", "bahnhof")
    spaces = {
        name: days_of(hours(2, 8, full=each)) for name, each in zip(names, full, strict=False)
    }
    week = week_of({(3, hour): hours(4, opened=4, full=1) for hour in (15, 16, 17)})
    return lambda: a_report(spaces, week=week)


def full_week(weekdays: tuple[int, ...], share: float) -> Callable[[], Report]:
    cell = hours(4, opened=4, full=4 * share)
    week = week_of({(day, hour): cell for day in weekdays for hour in (9, 10)})
    return lambda: a_report({"hof": days_of(hours(2, 8, full=1))}, week=week)


def with_targets(*targets: Target) -> Callable[[], Report]:
    return lambda: a_report({"hof": days_of(hours(2, 8, visits=120))}, targets=targets)


def changed(before: float, now: float, unknown: float = 0) -> Callable[[], Report]:
    then = comparison(EARLIER, hours(before, 100 - before))
    told = hours(now, 100 - unknown - now, unknown)
    return lambda: a_report({"hof": days_of(told)}, previous=then)


def year_before() -> Report:
    then = comparison(Period(date(2025, 2, 2), date(2025, 2, 2)), hours(30, 70))
    return a_report({"hof": days_of(hours(20, 80))}, year_before=then)


def doubtful() -> Report:
    report = a_report({"hof": days_of(KNOWN)})
    quality = replace(report.quality, without_sign=(WithoutSign("hof", FIRST, 1),))
    return with_findings(replace(report, quality=quality))


def gap() -> Report:
    days = days_of(hours(500, 500), *(DARK,) * 6, KNOWN)
    return a_report({"hof": days})


def used_most() -> Report:
    week = week_of({(1, 10): hours(3, 1), (1, 11): hours(3, 1)})
    return a_report({"hof": days_of(KNOWN)}, week=week)


CASES: list[tuple[Callable[[], Report], FindingKind, str, str]] = [
    (
        lambda: a_report({"hof": days_of(hours())}),
        FindingKind.NEVER_OPEN,
        "Laut Kalender war der Ort im Zeitraum nicht geöffnet; Anteile gibt es daher nicht.",
        "By its calendar the space was not open in this period, so there are no shares.",
    ),
    (
        lambda: a_report({"hof": days_of(hours()), "café": days_of(hours())}),
        FindingKind.NEVER_OPEN,
        "Laut Kalender war im Zeitraum kein Ort geöffnet; Anteile gibt es daher nicht.",
        "By the calendar no space was open in this period, so there are no shares.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 7, 1)), "café": days_of(hours(2, 8))}),
        FindingKind.NEVER_FULL,
        "Soweit bekannt, waren nie alle Plätze eines Ortes belegt.",
        "As far as is known, all desks of a space were never occupied at once.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(3, 8, full=0.25))}),
        FindingKind.FULL_HOURS,
        "Voll war es 0,3 Stunden lang, also zu 2,3 % der Öffnungszeit.",
        "It was full for 0.3 hours, 2.3% of opening time.",
    ),
    (
        silent(3),
        FindingKind.SILENT,
        "Hof: Ab dem 4. Februar 2026 liegen bis zum Ende des Zeitraums keine Messwerte vor.",
        "Hof: there are no readings from 4 February 2026 to the end of the period.",
    ),
    (
        silent(5),
        FindingKind.SILENT,
        "Hof: Für den gesamten Zeitraum liegen keine Messwerte vor.",
        "Hof: there are no readings for the whole period.",
    ),
    (
        silent(2, 5),
        FindingKind.SILENT,
        (
            "Bis zum Ende des Zeitraums fehlen die Messwerte von Café (von Anfang an) und Hof (ab "
            "dem "
            "5. Februar 2026)."
        ),
        (
            "To the end of the period there are no readings from Café (from the start) and Hof "
            "(since "
            "5 February 2026)."
        ),
    ),
    (
        silent(3, 3, 3, 3),
        FindingKind.SILENT,
        (
            "Bis zum Ende des Zeitraums fehlen die Messwerte von Hof (ab dem 4. Februar 2026), "
            "Café (ab "
            "dem 4. Februar 2026), Drahtwerk (ab dem 4. Februar 2026) und einem weiteren."
        ),
        (
            "To the end of the period there are no readings from Hof (since 4 February 2026), Café "
            "(since 4 February 2026), Drahtwerk (since 4 February 2026) and one more."
        ),
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 4, 4))}),
        FindingKind.UNRELIABLE,
        (
            "Zur Nutzung ist keine belastbare Angabe möglich: Bekannt sind nur 60,0 % der "
            "angebotenen "
            "Platzzeit."
        ),
        "No reliable figure of use can be given: only 60.0% of the offered desk-time is known.",
    ),
    (
        with_targets(USE),
        FindingKind.TARGET_MISSED,
        "Das Ziel ist nicht erreicht: Auslastung 20,0 % (Ziel: mindestens 25,0 %).",
        "The target was missed: Utilisation 20.0% (target: at least 25.0%).",
    ),
    (
        with_targets(USE, VISITS),
        FindingKind.TARGET_MISSED,
        (
            "2 von 2 Zielen sind nicht erreicht: Auslastung 20,0 % (Ziel: mindestens 25,0 %) und "
            "Besuche, Hof: 120 (Ziel: höchstens 100)."
        ),
        (
            "2 of 2 targets were missed: Utilisation 20.0% (target: at least 25.0%) and Visits, "
            "Hof: 120 "
            "(target: at most 100)."
        ),
    ),
    (
        with_targets(USE, replace(VISITS, target=Fraction(200))),
        FindingKind.TARGET_REACHED,
        "Eines von 2 Zielen ist erreicht: Besuche, Hof: 120 (Ziel: höchstens 200).",
        "One of 2 targets was reached: Visits, Hof: 120 (target: at most 200).",
    ),
    (
        full_week((3,), 0.75),
        FindingKind.FULL,
        (
            "Voll ist es donnerstags von 9 bis 11 Uhr (dann waren zu 75 % der Zeit alle Plätze "
            "belegt)."
        ),
        (
            "It is full on Thursdays from 9:00 to 11:00 (all desks were then occupied for 75% of "
            "the "
            "time)."
        ),
    ),
    (
        full_week((1, 3), 0.25),
        FindingKind.FULL,
        (
            "Am ehesten voll ist es dienstags und donnerstags von 9 bis 11 Uhr (dann waren zu 25 "
            "% der "
            "Zeit alle Plätze belegt)."
        ),
        (
            "It is most likely to be full on Tuesdays and on Thursdays from 9:00 to 11:00 (all "
            "desks were "
            "then occupied for 25% of the time)."
        ),
    ),
    (
        full_week((0, 1, 2, 3, 4), 0.5),
        FindingKind.FULL,
        (
            "Voll ist es montags bis freitags von 9 bis 11 Uhr (dann waren zu 50 % der Zeit alle "
            "Plätze "
            "belegt)."
        ),
        (
            "It is full on Mondays to Fridays from 9:00 to 11:00 (all desks were then occupied "
            "for 50% of "
            "the time)."
        ),
    ),
    (
        scarce(3, 1, 2, 0),
        FindingKind.FULL,
        (
            "Am ehesten voll ist es donnerstags von 15 bis 18 Uhr (im Mittel der Orte zu 25 % "
            "dieser "
            "Zeit); am knappsten sind die Plätze an den Orten Hof (zu 30,0 % der Öffnungszeit "
            "voll), "
            "Drahtwerk (20,0 %) und Café (10,0 %)."
        ),
        (
            "It is most likely to be full on Thursdays from 15:00 to 18:00 (for 25% of that time, "
            "on "
            "average over the spaces); desks are scarcest at Hof (full for 30.0% of opening time), "
            "Drahtwerk (20.0%) and Café (10.0%)."
        ),
    ),
    (
        changed(20, 30),
        FindingKind.CHANGED,
        "Die Auslastung ist gegenüber dem Zeitraum davor gestiegen, von 20,0 % auf 30,0 %.",
        "Utilisation rose against the period before, from 20.0% to 30.0%.",
    ),
    (
        changed(30, 22, 10),
        FindingKind.CHANGED,
        (
            "Soweit bekannt, ist die Auslastung gegenüber dem Zeitraum davor gesunken, von 30,0 % "
            "auf "
            "24,4 %."
        ),
        "As far as is known, utilisation fell against the period before, from 30.0% to 24.4%.",
    ),
    (
        year_before,
        FindingKind.CHANGED,
        (
            "Die Auslastung ist gegenüber demselben Zeitraum des Vorjahres gesunken, von 30,0 % "
            "auf "
            "20,0 %."
        ),
        "Utilisation fell against the same period a year earlier, from 30.0% to 20.0%.",
    ),
    (
        changed(20, 20.5),
        FindingKind.STEADY,
        "Die Auslastung hat sich gegenüber dem Zeitraum davor kaum verändert: 20,5 % nach 20,0 %.",
        "Utilisation hardly changed against the period before: 20.5% after 20.0%.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(0.25, 9.75)), "café": days_of(hours(0, 10))}),
        FindingKind.LITTLE_USED,
        "Kaum genutzt wurden die Plätze an den Orten Café (Auslastung 0,0 %) und Hof (2,5 %).",
        "Desks were hardly used at Café (utilisation 0.0%) and Hof (2.5%).",
    ),
    (
        lambda: a_report({"hof": days_of(hours(0.25, 9.75))}),
        FindingKind.LITTLE_USED,
        "Kaum genutzt wurden die Plätze am Ort Hof (Auslastung 2,5 %).",
        "Desks were hardly used at Hof (utilisation 2.5%).",
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 8, turned=3, visits=9))}),
        FindingKind.TURNED_BACK,
        "Während alle Plätze belegt waren, kehrte 3-mal jemand an der Tür um.",
        "Turn-backs at the door while all desks were occupied: 3.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 5, 3)), "café": days_of(hours(20, 80))}),
        FindingKind.UNRELIABLE_SPACES,
        "Am Ort Hof (Abdeckung 70,0 %) ist zu wenig bekannt, um die Nutzung zu beziffern.",
        "Too little is known of Hof (coverage 70.0%) to put a figure on its use.",
    ),
    (
        gap,
        FindingKind.GAP,
        "Hof: Vom 3. bis 8. Februar 2026 liegen keine Messwerte vor.",
        "Hof: there are no readings from 3 to 8 February 2026.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 8, outside=12))}),
        FindingKind.OUT_OF_HOURS,
        (
            "Außerhalb der Öffnungszeit waren Plätze 12,0 Stunden lang belegt; vielleicht stimmt "
            "der "
            "Kalender nicht."
        ),
        "Desks were occupied for 12.0 hours outside opening hours; the calendar may be wrong.",
    ),
    (
        doubtful,
        FindingKind.WITHOUT_SIGN,
        "1 Platz seit 2. Februar 2026 ohne Lebenszeichen; ob er frei war, ist zweifelhaft.",
        "1 desk without a sign of life since 2 February 2026; whether it was free is in doubt.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(400, 800, 100))}),
        FindingKind.USED,
        (
            "Genutzt wurden mindestens 400 von 1 300 angebotenen Platzstunden; die Auslastung "
            "betrug "
            "33,3 %."
        ),
        "Of 1,300 desk-hours offered, at least 400 were used; utilisation was 33.3%.",
    ),
    (
        lambda: a_report({"hof": days_of(KNOWN), "café": days_of(hours(3, 7))}),
        FindingKind.MOST_USED,
        "Die höchste Auslastung hatte Café (30,0 %), die niedrigste Hof (20,0 %).",
        "Utilisation was highest at Café (30.0%) and lowest at Hof (20.0%).",
    ),
    (
        used_most,
        FindingKind.BUSIEST,
        (
            "Am stärksten genutzt werden die Plätze dienstags von 10 bis 12 Uhr: Die Auslastung "
            "betrug "
            "dann 75 %."
        ),
        "Desks are used most on Tuesdays from 10:00 to 12:00, with a utilisation of 75%.",
    ),
    (
        lambda: a_report({"hof": days_of(KNOWN)}),
        FindingKind.NEVER_FULL,
        "Voll war es nie: Während der gesamten Öffnungszeit gab es freie Plätze.",
        "It was never full: there were free desks throughout opening hours.",
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 7, 1))}),
        FindingKind.NEVER_FULL,
        "Soweit bekannt, waren nie alle Plätze belegt.",
        "As far as is known, all desks were never occupied at once.",
    ),
    (
        silent(5),
        FindingKind.FULL_UNKNOWN,
        (
            "Ob Plätze fehlten, lässt sich nicht sagen: Nur für 0,0 % der Öffnungszeit ist "
            "bekannt, ob es "
            "voll war."
        ),
        (
            "Whether desks were lacking can't be said: only for 0.0% of opening time is it known "
            "whether "
            "all were occupied."
        ),
    ),
    (
        lambda: a_report({"hof": days_of(hours(2, 4, 4, visits=1))}),
        FindingKind.VISITED,
        "Gezählt wurde 1 Besuch.",
        "There was 1 visit.",
    ),
    (
        silent(5),
        FindingKind.OFFERED,
        "Angeboten wurden 50,0 Platzstunden in 50,0 Öffnungsstunden.",
        "50.0 desk-hours were offered in 50.0 opening hours.",
    ),
]


IDS = [f"{number}-{case[1]}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize(("make", "kind", "german", "english"), CASES, ids=IDS)
def test_a_finding_in_words(
    make: Callable[[], Report], kind: FindingKind, german: str, english: str
) -> None:
    """One and several, bounds and what isn't known."""
    report = make()
    assert said(report, Language.GERMAN)[kind] == german
    assert said(report, Language.ENGLISH)[kind] == english


def test_every_kind_is_among_the_cases() -> None:
    """A new finding comes with its sentences."""
    assert {kind for _, kind, _, _ in CASES} == set(FindingKind)
