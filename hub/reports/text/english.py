"""Every word of a report in English, but for the dictionary's. Only text: nothing is decided."""

from typing import Final

from hub.domain.indicators import Unit
from hub.reports.dictionary_english import ENGLISH as ENGLISH_METRICS
from hub.reports.typography import NO_BREAK, Typography
from hub.reports.words import FigureWords, Labels, ReportWords, SummaryWords

_TYPOGRAPHY: Final = Typography(
    decimal_mark=".",
    thousands=",",
    percent="{n}%",
    day=f"{{n}}{NO_BREAK}{{m}}",
    day_number="{n}",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    short_date="{y}-{m}-{d}",
)
_FIGURES: Final = FigureWords(
    at_least="at least {t}",
    not_reliable="no reliable figure",
    not_reliable_because="no reliable figure (coverage {c})",
    withheld="protected",
)
_SUMMARY: Final = SummaryWords(
    about_one="This report describes the use of the space “{t}” from {a} to {b}.",
    about_many="This report describes the use of {n} spaces from {a} to {b}.",
    offered="In {n} opening hours {t} desk-hours were offered.",
    occupied="Of these, {t} desk-hours were used.",
    occupied_unreliable=(
        "No reliable figure of use can be given: only {c} of the offered desk-time is known."
    ),
    utilisation="Utilisation was {t}.",
    previous="In the period before, from {a} to {b}, it was {t}.",
    year_before="A year earlier, from {a} to {b}, it was {t}.",
    then_fewer="Not all spaces counted at that time, so the comparison holds only in part.",
    full="For {t} hours of opening time all desks of a space were occupied.",
    never_full="No space was seen with all its desks occupied.",
    full_unreliable=(
        "Whether spaces were full can't be said reliably: it is known for only {c} of the opening "
        "time."
    ),
    visit="There was {t} visit.",
    visits="There were {t} visits; one visitor may count several times.",
    visits_unreliable=(
        "No reliable figure of visits can be given: the doors are known to have counted for only "
        "{c} of the time."
    ),
    turned="Turn-backs at the door while a space was full: {t}.",
    turned_unreliable=(
        "Whether anybody turned round at the door of a full space can't be said reliably (coverage "
        "{c})."
    ),
    never_turned="Nobody was seen to turn round at the door of a full space.",
    coverage=(
        "{c} of the offered desk-time is known; what is missing counts neither as free nor as "
        "occupied."
    ),
    whole_coverage="All of the offered desk-time is known.",
    no_opening="By the calendar no space was open in this period.",
    public=(
        "To protect single persons hours and counts are rounded to multiples of 5 and shares to "
        "5%, so 0 doesn't mean never. What would point to a few persons is left out."
    ),
)
_LABELS: Final = Labels(
    title="Report on use",
    public_title="Report on use, public edition",
    summary="Summary",
    indicators="Indicators",
    indicator="Indicator",
    value="Value",
    unit="Unit",
    period="Period",
    previous="Period before",
    year_before="A year earlier",
    goals="Baseline, target, result",
    baseline="Baseline",
    target="Target",
    actual="Result",
    reached="Reached",
    yes="yes",
    no="no",
    undecided="can't be decided",
    coverage="Coverage",
    space="Space",
    all_spaces="All spaces",
    spaces="Spaces",
    per_space="Indicators by space",
    daily="Utilisation by day",
    day="Day",
    weekday="Weekday",
    hour="Hour",
    typical_week="Typical week",
    ranking="Spaces by utilisation",
    place="Rank",
    desks="Desks",
    counted_from="Counted from",
    full_hours="Full hours",
    unmet_demand="Unmet demand",
    unmet_demand_caveat=(
        "Sensors can't measure unmet demand, they can only hint at it. Full hours show that nobody "
        "else would have found a desk at that time, not that somebody looked for one. People turn "
        "round at a door for many reasons; who looks at the page and stays at home is not counted."
    ),
    quality="Data quality",
    closed_coverage="Coverage outside opening hours",
    doors_coverage="Coverage of doors",
    absent_slots="Quarters of an hour without a row",
    unreliable_days="Days without a reliable figure",
    frozen_days="Final days",
    corrections_from="Corrections reach back to",
    corrections_none="none possible any more",
    calendar_not_applied=("The calendar was changed; desk-days still follow the earlier calendar."),
    agents="Events by device, since recording began",
    agent="Device",
    missing="missing",
    lost="lost",
    quarantined="unreadable",
    too_late="too late",
    alarms="alarms",
    method="Method",
    method_text=(
        "Sensors see whether a desk is occupied; no cameras, names or phones are recorded. "
        "Counting goes by quarters of an hour. What isn't known counts neither as free nor as "
        "occupied. Indicators of several spaces are made of summed numerators and denominators, "
        "never of averaged ratios. Where the coverage is below 80%, “no reliable figure” stands "
        "in place of the number; where it is below 100%, hours, days and visits are lower bounds "
        "(“at least”)."
    ),
    dictionary="Dictionary of indicators",
    definition="Definition",
    version="Version",
    formula="Formula",
    meaning="Meaning",
    not_to_be_read_as="Not to be read as",
    software="Software",
    fingerprint="Fingerprint of the inputs (SHA-256)",
    origin="Line for verification",
    page="Page",
)
ENGLISH: Final = ReportWords(
    language="en",
    typography=_TYPOGRAPHY,
    units={Unit.HOURS: "hours", Unit.COUNT: "count", Unit.RATIO: "share"},
    metrics=ENGLISH_METRICS,
    figures=_FIGURES,
    summary=_SUMMARY,
    labels=_LABELS,
)
