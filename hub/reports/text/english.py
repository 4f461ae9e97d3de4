"""Every word of a report in English, the metric dictionary's too. Only text: nothing is decided."""

from typing import Final

from hub.domain.indicators import Indicator, Unit
from hub.domain.metric_dictionary import TYPICAL_WEEK
from hub.reports.text.catalogue import (
    Captions,
    ChartWords,
    FigureWords,
    Furniture,
    Labels,
    LayoutWords,
    MetricWords,
    NoteWords,
    OfficeWords,
    ReportWords,
    SummaryWords,
)
from hub.reports.text.findings_english import ENGLISH_FIRST_PAGE
from hub.reports.text.typography import NO_BREAK, Typography

ENGLISH_METRICS: Final[dict[str, MetricWords]] = {
    Indicator.OPEN_HOURS: MetricWords(
        name="Opening hours",
        meaning="Hours for which the spaces were open by their calendars, added up over spaces.",
        not_to_be_read_as="Hours of staffed presence.",
    ),
    Indicator.DESK_HOURS_OFFERED: MetricWords(
        name="Desk-hours offered",
        meaning="Hours for which desks were in service while their space was open, added up over "
        "desks.",
        not_to_be_read_as="A demand, or a measure of use.",
    ),
    Indicator.DESK_HOURS_OCCUPIED: MetricWords(
        name="Desk-hours occupied",
        meaning="Hours for which desks were seen occupied while their space was open, added up "
        "over desks. What was not seen is missing from it: then it is a lower bound.",
        not_to_be_read_as="Working hours, bookings or a number of persons. A bag on a chair may "
        "occupy a desk, depending on its sensor.",
    ),
    Indicator.COVERAGE: MetricWords(
        name="Coverage",
        meaning="The share of offered desk-time for which it is known whether the desk was free "
        "or occupied.",
        not_to_be_read_as="A measure of use, or of the accuracy of single sensors.",
    ),
    Indicator.UTILISATION: MetricWords(
        name="Utilisation",
        meaning="The share of known desk-time for which the desk was occupied.",
        not_to_be_read_as="The share of days on which a space was used, or a share of visitors. "
        "It says nothing about the time that is not covered.",
    ),
    Indicator.FREQUENCY: MetricWords(
        name="Frequency",
        meaning="The share of known desk-time in which at least one desk of the space was "
        "occupied. Utilisation is frequency times fullness.",
        not_to_be_read_as="A number of visits.",
    ),
    Indicator.FULLNESS: MetricWords(
        name="Fullness when in use",
        meaning="Utilisation in the time in which at least one desk of the space was occupied.",
        not_to_be_read_as="The utilisation of the space: the hours in which nobody is there are "
        "left out.",
    ),
    Indicator.PEAK_OCCUPIED: MetricWords(
        name="Peak",
        meaning="The most desks that were occupied at the same instant, and the earliest quarter "
        "of an hour in which they were.",
        not_to_be_read_as="A usual figure: a single instant is enough.",
    ),
    Indicator.PEAK_UTILISATION: MetricWords(
        name="Peak utilisation",
        meaning="The peak as a share of the desks that were in service in that quarter of an hour.",
        not_to_be_read_as="A utilisation over a span of time.",
    ),
    Indicator.FULL_HOURS: MetricWords(
        name="Full hours",
        meaning="Hours in which every desk in service was occupied, added up over spaces. A sign "
        "of unmet demand.",
        not_to_be_read_as="A number of people who found no desk.",
    ),
    Indicator.FULL_SHARE: MetricWords(
        name="Share of full time",
        meaning="Full time as a share of the opening time for which it is known whether the space "
        "was full.",
        not_to_be_read_as="Utilisation. A space with few desks is full sooner.",
    ),
    Indicator.DESK_DAYS: MetricWords(
        name="Desk-days",
        meaning="How often a desk was occupied for at least half an hour on one local day, within "
        "opening hours.",
        not_to_be_read_as="A number of persons: two people may share a desk on one day, and one "
        "may use two.",
    ),
    Indicator.VISITS: MetricWords(
        name="Visits",
        meaning="How often somebody came in through a counting door, on whole local days, open or "
        "closed. Only spaces with a counting door contribute.",
        not_to_be_read_as="Visitors. Who goes out for lunch and comes back makes two visits; so do "
        "staff and deliveries.",
    ),
    Indicator.TURN_BACKS: MetricWords(
        name="Turn-backs",
        meaning="How often somebody turned round in the doorway of a counting door, on whole local "
        "days, open or closed.",
        not_to_be_read_as="People who were turned away. There are many reasons to turn round, and "
        "one person may do so several times.",
    ),
    Indicator.TURN_BACKS_FULL: MetricWords(
        name="Turn-backs while full",
        meaning="Turn-backs in quarters of an hour in which the space was open and full from start "
        "to end. Coverage is the share of time for which doors and desks were surely both known.",
        not_to_be_read_as="All unmet demand. Who looks at the page and stays at home is not "
        "counted, and not everybody who turns round wanted a desk.",
    ),
    Indicator.TURN_BACKS_PARTLY_FULL: MetricWords(
        name="Turn-backs while full for a part",
        meaning="Turn-backs in quarters of an hour in which the space was open and full for a part "
        "of the time. Together with the turn-backs while full they are the most that can have "
        "happened while the space was seen to be full.",
        not_to_be_read_as="Turn-backs while full: it is not known whether they happened in the "
        "full part.",
    ),
    Indicator.OUT_OF_HOURS_DESK_HOURS: MetricWords(
        name="Desk-hours outside opening hours",
        meaning="Hours for which desks were seen occupied while their space was closed by its "
        "calendar, added up over desks. Its coverage is that of the closed time.",
        not_to_be_read_as="Part of the desk-hours occupied or of utilisation; nor as misuse: often "
        "the calendar is wrong.",
    ),
    TYPICAL_WEEK: MetricWords(
        name="Typical week",
        meaning="Utilisation per weekday and hour of local time, over the open quarters of an hour "
        "of the whole period, each with its coverage.",
        not_to_be_read_as="A forecast, or the course of any single week.",
    ),
}


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
    at_most="at most {t}",
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
        "To protect single persons hours and counts are rounded for each space and month, and "
        "shares are worked out of these, so 0 doesn't mean never. What would point to a few "
        "persons is left out."
    ),
    told=(
        "Figures of use cover {a} of {b} spaces and, added up over the spaces, {n} of {m} months; "
        "what is protected is in no total."
    ),
    told_of_one="Figures of use cover {n} of {m} months; what is protected is in no total.",
    one_without_sign=(
        "{n}\N{NO-BREAK SPACE}desk without a sign of life since {a}; whether it was free is in "
        "doubt."
    ),
    without_sign=(
        "{n}\N{NO-BREAK SPACE}desks without a sign of life since {a}; whether they were free is in "
        "doubt."
    ),
    without_sign_or_later=(
        "{n}\N{NO-BREAK SPACE}desks without a sign of life since {a} or later; whether they were "
        "free is in doubt."
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
    told_months="Months with figures",
    space="Space",
    all_spaces="All spaces",
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
    agent="Device",
    missing="missing",
    lost="lost",
    quarantined="unreadable",
    too_late="too late",
    alarms="alarms",
    without_sign="Desks without a sign of life",
    last_sign="Since",
    method="Method",
    method_text=(
        "Sensors see whether a desk is occupied; no cameras, names or phones are recorded. "
        "Counting goes by quarters of an hour. What isn't known counts neither as free nor as "
        "occupied. Indicators of several spaces are made of summed numerators and denominators, "
        "never of averaged ratios. Where the coverage is below 80%, “no reliable figure” stands "
        "in place of the number; where it is below 100%, hours, days and visits are lower bounds "
        "(“at least”)."
    ),
    version="Version",
    formula="Formula",
    meaning="Meaning",
    not_to_be_read_as="Not to be read as",
    software="Software",
    fingerprint="Fingerprint of the inputs (SHA-256)",
    origin="Line for verification",
)


_FURNITURE: Final = Furniture(
    contents="Contents",
    page="Page {n} of {m}",
    table="Table",
    chart="Figure",
    annex="Annex",
    values_in="Values: {t}.",
    fingerprint="Fingerprint of the inputs",
    public="Public edition: rounded, small counts are protected.",
)
_CAPTIONS: Final = Captions(
    indicators="Indicators compared",
    indicators_of="Indicators: {t}",
    goals="Baselines, targets and results",
    places="Spaces and what they offer",
    per_space="Use by space",
    ranking="Spaces by utilisation",
    typical_week="Typical week: utilisation by weekday and hour",
    daily="Utilisation by day",
    demand="Signs of unmet demand",
    full_week="Full hours by weekday and hour",
    full_by_space="Full hours by space",
    dictionary="Dictionary of indicators",
    origin="Origin of the figures",
    quality="Completeness by space",
    agents="Events by device, since recording began",
    without_sign="Desks without a sign of life, by space",
)
_CHARTS: Final = ChartWords(
    week="Seven rows from Monday to Sunday, a column for each hour; the darker, the higher the "
    "utilisation.",
    week_highest="It is highest on {a}, with {b}.",
    week_empty="No hour has a value.",
    week_note="The fields show utilisation in percent of known desk-time. Empty: never open.",
    full_week="Seven rows from Monday to Sunday, a column for each hour; the darker, the larger "
    "the share of opening time in which all desks of a space were occupied.",
    full_week_highest="Most full hours fall on {a}: {b}.",
    full_week_empty="No hour of the week was full.",
    full_week_note="The fields show full hours, summed over the period. Empty: never open.",
    days="One bar for each day, as high as the utilisation.",
    days_highest="It is highest on {a}, with {b}.",
    days_empty="No day has a value.",
    days_unreliable="Days without a reliable figure: {n}.",
    days_note="Hatched: no reliable figure. Empty: not open.",
    ranking="One bar for each space, as long as the utilisation.",
    ranking_ends="It is highest at {a}.",
    full_by_space="One bar for each space, as long as the number of full hours.",
    at_least_meaning="Where coverage is not complete they are lower bounds.",
    unreliable_sign="n/r",
    unreliable_meaning="“n/r”: no reliable figure, with the coverage in the table.",
    see_table="All values are in the table “{t}”.",
    clock="{n}:00",
    moment="{a}, {b}",
)
_NOTES: Final = NoteWords(
    no_previous="There is no complete count of the period before.",
    no_year_before="There is no complete count of the same period a year earlier.",
    not_like_for_like="Not all the same spaces counted throughout the periods compared, so hours "
    "and counts can be compared only in part.",
    peak="The peak was first reached in the quarter of an hour from {t} on.",
    per_space="The figures of all spaces together are made of sums, not of averaged ratios. The "
    "annex has all indicators of each space.",
    ranking="Spaces with equal utilisation share a rank. Without a rank there is no reliable "
    "figure.",
    ranking_public="Shares are worked out of rounded amounts; equal ones may stand for different "
    "ones. Without a rank the use is protected, or there is no reliable figure.",
    demand="“Full” means that all desks in service were occupied. Turn-backs count only where a "
    "door tells passages.",
    typical_week="The typical week sums up the whole period. It is no forecast.",
    daily="Days are local days, of 23 or 25 hours when the clock changes. Days on which no space "
    "was open have no utilisation.",
    daily_public="A public edition has neither values of single days nor a typical week.",
    days_are_local="Visits count inside and outside opening hours.",
    quality="Coverage is the share of time for which there are measurements. What is missing "
    "counts neither as free nor as occupied.",
    unreliable_days="{t}, days with a coverage below 80%: {a}.",
    agents="Missing events may still arrive; lost ones won't. Unreadable and late ones were "
    "counted, but not evaluated.",
    without_sign="A sensor that gives no sign of life for a week of opening hours may be broken, "
    "or nobody came. That changes no figure. Every desk counts that was in doubt in the period.",
    goals_public="Rounded figures don't decide whether a target is reached.",
    verified_by="The same facts, calendar and software give the same report. The fingerprint "
    "stands for the quarters of an hour, the calendar and the version that the figures come from.",
    verified_public="A public edition has no fingerprint of its inputs: it would let anybody test "
    "guesses about single persons.",
    publication="A public edition is made of published monthly values alone. For each space and "
    "month they are worked out once, a week after the month's end, and never changed afterwards; "
    "a correction replaces the whole month and says its day and reason. Figures of use are given "
    "only where on at least five days as many desks were in use at once as the space asks for to "
    "protect small counts, and where no desk makes up more than half of the use. Each value is "
    "rounded once, in steps no smaller than what one person can add on one day; totals and "
    "shares are made of the rounded values. Opening hours and desk-hours offered depend on nobody "
    "and are exact.",
    erratum="Corrected on {a}: {t}, {m}. Reason: {b}",
    published_late="{t}, {b}: published only on {a}. If there was an edition before, it wasn't "
    "kept and may have said something else.",
    no_opening_hours="Without opening hours in the calendar, hence without shares: {t}.",
)
_LAYOUT: Final = LayoutWords(
    subject="Use and utilisation, for the narrative report to the funder",
    keywords=("coworking", "funding report", "use", "utilisation"),
    several="{n} spaces",
    some_of="{n} of {m}",
    short_months=(
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ),
    short_day="{d} {s}",
    item="Item",
    annex_tables="Values of the figures",
    annex_spaces="The spaces one by one",
    captions=_CAPTIONS,
    charts=_CHARTS,
    notes=_NOTES,
)
_OFFICE: Final = OfficeWords(
    overview="Overview",
    reading="How to read this workbook",
    how_to_read=(
        (
            "Each table of the report has a sheet of its own. The figures are the same as in "
            "every other format."
        ),
        (
            "Numbers show as many digits as the printed report; the exact value is what is "
            "calculated with."
        ),
        (
            "“At least” before a number belongs to the number format: the cell contains a lower"
            " bound, rounded down, that you can calculate with. A sum that includes a lower "
            "bound is itself only a lower bound."
        ),
        (
            "Where there are words instead of a number, such as “no reliable figure”, nothing "
            "is known that could be stated. Such cells are missing from every sum; they are not"
            " zero."
        ),
        (
            "Ratios can be neither added up nor averaged; for several spaces, use the row or "
            "the table that covers all spaces."
        ),
    ),
    sheets="Sheets",
    chart="Figure in the PDF report: {t}. {a}",
    csv_columns=(
        "Table",
        "Caption",
        "Row number",
        "Row",
        "Column",
        "Value",
        "Unit",
        "In words",
    ),
)
ENGLISH: Final = ReportWords(
    typography=_TYPOGRAPHY,
    units={Unit.HOURS: "hours", Unit.COUNT: "count", Unit.RATIO: "share"},
    metrics=ENGLISH_METRICS,
    figures=_FIGURES,
    summary=_SUMMARY,
    labels=_LABELS,
    layout=_LAYOUT,
    furniture=_FURNITURE,
    office=_OFFICE,
    first_page=ENGLISH_FIRST_PAGE,
)
