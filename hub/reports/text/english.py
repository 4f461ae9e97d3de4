"""The words of a report in English, but for the metric dictionary. Only text, nothing decided."""

from typing import Final

from hub.domain.indicators import Unit
from hub.reports.text.catalogue import (
    Captions,
    ChartWords,
    FigureWords,
    Furniture,
    Labels,
    LayoutWords,
    NoteWords,
    OfficeWords,
    ReportWords,
    SummaryWords,
)
from hub.reports.text.english_metrics import ENGLISH_METRICS
from hub.reports.text.findings_english import ENGLISH_FIRST_PAGE
from hub.reports.text.typography import NO_BREAK, Typography

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
    full="For {t} hours of opening time all desks{b} were occupied.",
    never_full="All desks{b} were never seen occupied at once.",
    full_unreliable=(
        "Whether all desks{b} were occupied can't be said reliably: it is known for only {c} of "
        "the opening time."
    ),
    of_a_space=" of a space",
    visit="There was {t} visit.",
    visits="There were {t} visits; one visitor may count several times.",
    visits_unreliable=(
        "No reliable figure of visits can be given: the doors are known to have counted for only "
        "{c} of the time."
    ),
    turned="Turn-backs at the door while all desks were occupied: {t}.",
    turned_unreliable=(
        "Whether anybody turned round at the door while all desks were occupied can't be said "
        "reliably (coverage {c})."
    ),
    never_turned="Nobody was seen to turn round at the door while all desks were occupied.",
    coverage=(
        "Of the offered desk-time {c} is known; what is missing counts neither as free nor as "
        "occupied."
    ),
    whole_coverage="All of the offered desk-time is known.",
    no_opening="By the calendar there were no opening hours in this period.",
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
    calendar_corrected="{t}: The calendar was corrected on {a}, for days from {b} on.",
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
        "occupied. Where the coverage is below 80%, “no reliable figure” stands in place of the "
        "number; where it is below 100%, hours, days and visits are lower bounds: with “≥” in "
        "tables, with “at least” in sentences."
    ),
    method_of_several=(
        "Indicators of several spaces are made of summed numerators and denominators, never of "
        "averaged ratios."
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
    values_in_workbook="Values: workbook (XLSX).",
    fingerprint="Fingerprint of the inputs",
    public="Public edition: rounded, small counts are protected.",
)
_CAPTIONS: Final = Captions(
    indicators="Indicators of the period",
    indicators_compared="Indicators compared",
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
    quality="Completeness of the records",
    agents="Events by device, since recording began",
    without_sign="Desks without a sign of life",
)
_CHARTS: Final = ChartWords(
    week="Seven rows from Monday to Sunday, a column for each hour; the darker, the higher the "
    "utilisation.",
    week_highest="It is highest on {a}, with {b}.",
    week_empty="No hour has a value.",
    week_note="Utilisation in percent of known desk-time; the darkest field is the highest. Empty "
    "field: 0. No field: never open.",
    full_week="Seven rows from Monday to Sunday, a column for each hour; the darker, the larger "
    "the number of hours in which all desks were occupied.",
    full_week_highest="Most full hours fall on {a}: {b}.",
    full_week_empty="In no hour of the week were all desks seen occupied.",
    full_week_note="Full hours, summed over the period; the darkest field is the highest. Empty "
    "field: 0. No field: never open.",
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
    unreliable_meaning="“n/r”: no reliable figure.",
    see_workbook="All values are in the workbook (XLSX), table “{t}”.",
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
    "workbook (XLSX) has all indicators of each space.",
    lower_bounds="≥: lower bound; the true value may be higher.",
    lower_bounds_of_nothing="A 0 may be too low, too, where coverage is not complete.",
    ranking="Spaces with equal utilisation share a rank. Without a rank there is no reliable "
    "figure.",
    of_rounded="Shares are worked out of rounded amounts; equal ones may stand for different ones.",
    ranking_public="Shares are worked out of rounded amounts; equal ones may stand for different "
    "ones. Without a rank the use is protected, or there is no reliable figure.",
    demand="“Full” means that all desks in service were occupied. Turn-backs count only where a "
    "door tells passages.",
    typical_week="The typical week sums up the whole period. It is no forecast.",
    daily="Days are local days, of 23 or 25 hours when the clock changes. Days without "
    "opening hours have no utilisation.",
    daily_public="A public edition has neither values of single days nor a typical week.",
    days_are_local="Visits count inside and outside opening hours.",
    quality="Coverage is the share of time for which there are measurements. What is missing "
    "counts neither as free nor as occupied.",
    unreliable_days="{t}, days with a coverage below 80%: {a}.",
    agents="Missing events may still arrive; lost ones won't. Unreadable and late ones were "
    "counted, but not evaluated.",
    every_event="Since recording began no event of the sensors was lost, and none is missing.",
    events="Events since recording began that were not evaluated: {a} missing, {b} lost, {n} "
    "unreadable, {m} too late. Missing ones may still arrive. The workbook (XLSX) has them by "
    "device.",
    without_sign="A sensor that gives no sign of life for a week of opening hours may be broken, "
    "or nobody came. That changes no figure. Every desk counts that was in doubt in the period.",
    goals_public="Rounded figures don't decide whether a target is reached.",
    verified_by="The same facts, calendar and software give the same report. The fingerprint "
    "stands for the quarters of an hour, the calendar and the version that the figures come from.",
    verified_public="A public edition has no fingerprint of its inputs: it would let anybody test "
    "guesses about single persons.",
    printed="What is printed is the essence; all other numbers are in the workbook (XLSX) of this "
    "report.",
    accessible="The PDF is tagged for accessibility by PDF/UA-1: tables have heads of columns and "
    "of rows, figures an alternative text.",
    formulas="In the formulas Σ stands for a sum over desks and quarters of an hour. “Time” is, "
    "unless it says otherwise, the time of desks during opening hours. It is known if it is sure "
    "whether the desk was free or occupied, and full if all desks in service were occupied; “in "
    "use” means while at least one desk of the space was occupied.",
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
    some_of=f"{{n}}{NO_BREAK}of{NO_BREAK}{{m}}",
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
            "The workbook has all tables and charts of the report, sorted into sheets by subject; "
            "every table can be filtered, every chart edited. The figures are the same as in "
            "every other format."
        ),
        (
            "Numbers show as many digits as the printed report; the exact value is what is "
            "calculated with."
        ),
        (
            "“≥” before a number belongs to the number format: the cell contains a lower"
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
    sheets="What is where",
    sheet_titles={
        "indicators": "Indicators",
        "spaces": "Spaces compared",
        "week": "Typical week",
        "days": "Days",
        "each-space": "Indicators by space",
        "method": "Method",
        "quality": "Data quality",
    },
    space="Space",
    drawn_values="Values of the chart: {t}",
    unknown="no reliable figure",
    axis_day="d mmm",
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
    record_columns=(
        "Row about",
        "Id",
        "Space",
        "Day",
        "Weekday",
        "Hour",
        "Desks without a sign of life",
        "Lower bound",
        "No reliable figure",
        "Protected",
        "Origin",
    ),
    record_grains={"period": "Period", "day": "Day", "hour": "Hour of the week"},
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
