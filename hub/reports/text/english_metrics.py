"""The metric dictionary in English. Only text: nothing is decided."""

from typing import Final

from hub.domain.indicators import Indicator
from hub.domain.metric_dictionary import TYPICAL_WEEK
from hub.reports.text.catalogue import MetricWords

_DESKS: Final = "Σ known time ÷ Σ offered time"
_FULLNESS: Final = "(Σ full time + Σ time not full) ÷ Σ opening time"
_DOORS: Final = "Σ time in which the doors counted ÷ Σ all time"
_DEMAND: Final = "Σ time in which doors and desks were surely known ÷ Σ opening time"
ENGLISH_METRICS: Final[dict[str, MetricWords]] = {
    Indicator.OPEN_HOURS: MetricWords(
        name="Opening hours",
        meaning="Hours that were open by the calendar, added up over several spaces.",
        not_to_be_read_as="Hours of staffed presence.",
        formula="Σ opening time",
        coverage=None,
    ),
    Indicator.DESK_HOURS_OFFERED: MetricWords(
        name="Desk-hours offered",
        meaning="Hours for which desks were in service while their space was open, added up over "
        "desks.",
        not_to_be_read_as="A demand, or a measure of use.",
        formula="Σ (desks in service × opening time)",
        coverage=None,
    ),
    Indicator.DESK_HOURS_OCCUPIED: MetricWords(
        name="Desk-hours occupied",
        meaning="Hours for which desks were seen occupied while their space was open, added up "
        "over desks. What was not seen is missing from it: then it is a lower bound.",
        not_to_be_read_as="Working hours, bookings or a number of persons. A bag on a chair may "
        "occupy a desk, depending on its sensor.",
        formula="Σ occupied time",
        coverage=_DESKS,
    ),
    Indicator.COVERAGE: MetricWords(
        name="Coverage",
        meaning="The share of offered desk-time for which it is known whether the desk was free "
        "or occupied.",
        not_to_be_read_as="A measure of use, or of the accuracy of single sensors.",
        formula=_DESKS,
        coverage=None,
    ),
    Indicator.UTILISATION: MetricWords(
        name="Utilisation",
        meaning="The share of known desk-time for which the desk was occupied.",
        not_to_be_read_as="The share of days on which a space was used, or a share of visitors. "
        "It says nothing about the time that is not covered.",
        formula="Σ occupied time ÷ Σ known time",
        coverage=_DESKS,
    ),
    Indicator.FREQUENCY: MetricWords(
        name="Frequency",
        meaning="The share of known desk-time in which at least one desk of the space was "
        "occupied. Utilisation is frequency times fullness.",
        not_to_be_read_as="A number of visits.",
        formula="Σ known time in use ÷ Σ known time",
        coverage=_DESKS,
    ),
    Indicator.FULLNESS: MetricWords(
        name="Fullness when in use",
        meaning="Utilisation in the time in which at least one desk of the space was occupied.",
        not_to_be_read_as="The utilisation of the space: the hours in which nobody is there are "
        "left out.",
        formula="Σ occupied time ÷ Σ known time in use",
        coverage=_DESKS,
    ),
    Indicator.PEAK_OCCUPIED: MetricWords(
        name="Peak",
        meaning="The most desks that were occupied at the same instant, and the earliest quarter "
        "of an hour in which they were.",
        not_to_be_read_as="A usual figure: a single instant is enough.",
        formula="most desks occupied at the same instant",
        coverage=_DESKS,
    ),
    Indicator.PEAK_UTILISATION: MetricWords(
        name="Peak utilisation",
        meaning="The peak as a share of the desks that were in service in that quarter of an hour.",
        not_to_be_read_as="A utilisation over a span of time.",
        formula="peak ÷ desks in service in that quarter of an hour",
        coverage=_DESKS,
    ),
    Indicator.FULL_HOURS: MetricWords(
        name="Full hours",
        meaning="Hours in which every desk in service was occupied, added up over several spaces. "
        "A sign of unmet demand.",
        not_to_be_read_as="A number of people who found no desk.",
        formula="Σ full time",
        coverage=_FULLNESS,
    ),
    Indicator.FULL_SHARE: MetricWords(
        name="Share of full time",
        meaning="Full time as a share of the opening time for which it is known whether the space "
        "was full.",
        not_to_be_read_as="Utilisation. A space with few desks is full sooner.",
        formula="Σ full time ÷ (Σ full time + Σ time not full)",
        coverage=_FULLNESS,
    ),
    Indicator.DESK_DAYS: MetricWords(
        name="Desk-days",
        meaning="How often a desk was occupied for at least half an hour on one local day, within "
        "opening hours.",
        not_to_be_read_as="A number of persons: two people may share a desk on one day, and one "
        "may use two.",
        formula="number of desk-days with at least 30 minutes of occupied time",
        coverage=_DESKS,
    ),
    Indicator.VISITS: MetricWords(
        name="Visits",
        meaning="How often somebody came in through a counting door, on whole local days, open or "
        "closed. Only spaces with a counting door contribute.",
        not_to_be_read_as="Visitors. Who goes out for lunch and comes back makes two visits; so do "
        "staff and deliveries.",
        formula="Σ entries, inside and outside opening hours",
        coverage=_DOORS,
    ),
    Indicator.TURN_BACKS: MetricWords(
        name="Turn-backs",
        meaning="How often somebody turned round in the doorway of a counting door, on whole local "
        "days, open or closed.",
        not_to_be_read_as="People who were turned away. There are many reasons to turn round, and "
        "one person may do so several times.",
        formula="Σ turn-backs, inside and outside opening hours",
        coverage=_DOORS,
    ),
    Indicator.TURN_BACKS_FULL: MetricWords(
        name="Turn-backs while full",
        meaning="Turn-backs in quarters of an hour in which the space was open and full from start "
        "to end. Coverage is the share of time for which doors and desks were surely both known.",
        not_to_be_read_as="All unmet demand. Who looks at the page and stays at home is not "
        "counted, and not everybody who turns round wanted a desk.",
        formula="Σ turn-backs in quarters of an hour that were full throughout",
        coverage=_DEMAND,
    ),
    Indicator.TURN_BACKS_PARTLY_FULL: MetricWords(
        name="Turn-backs while full for a part",
        meaning="Turn-backs in quarters of an hour in which the space was open and full for a part "
        "of the time. Together with the turn-backs while full they are the most that can have "
        "happened while the space was seen to be full.",
        not_to_be_read_as="Turn-backs while full: it is not known whether they happened in the "
        "full part.",
        formula="Σ turn-backs in quarters of an hour that were full for a part",
        coverage=_DEMAND,
    ),
    Indicator.OUT_OF_HOURS_DESK_HOURS: MetricWords(
        name="Desk-hours outside opening hours",
        meaning="Hours for which desks were seen occupied while their space was closed by its "
        "calendar, added up over desks. Its coverage is that of the closed time.",
        not_to_be_read_as="Part of the desk-hours occupied or of utilisation; nor as misuse: often "
        "the calendar is wrong.",
        formula="Σ occupied time outside opening hours",
        coverage="Σ known time ÷ Σ desk-time, both outside opening hours",
    ),
    TYPICAL_WEEK: MetricWords(
        name="Typical week",
        meaning="Utilisation per weekday and hour of local time, over the open quarters of an hour "
        "of the whole period, each with its coverage.",
        not_to_be_read_as="A forecast, or the course of any single week.",
        formula="utilisation by weekday and hour",
        coverage="Σ known time ÷ Σ offered time of each field",
    ),
}
