"""What a laid-out report says beside its figures, in English. Only text: nothing is decided."""

from typing import Final

from hub.reports.layout_words import Captions, ChartWords, Furniture, LayoutWords, NoteWords

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
    withheld_sign="•",
    withheld_meaning="“•”: protected.",
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
    ranking_public="Shares are rounded to 5%; equal values may differ.",
    demand="“Full” means that all desks in service were occupied. Turn-backs count only where a "
    "door tells passages.",
    typical_week="The typical week sums up the whole period. It is no forecast.",
    daily="Days are local days, of 23 or 25 hours when the clock changes. Days on which no space "
    "was open have no utilisation.",
    daily_public="A public edition has no values of single days.",
    days_are_local="Visits count inside and outside opening hours.",
    quality="Coverage is the share of time for which there are measurements. What is missing "
    "counts neither as free nor as occupied.",
    unreliable_days="{t}, days with a coverage below 80%: {a}.",
    agents="Missing events may still arrive; lost ones won't. Unreadable and late ones were "
    "counted, but not evaluated.",
    goals_public="Rounded figures don't decide whether a target is reached.",
    verified_by="The same facts, calendar and software give the same report. The fingerprint "
    "stands for the quarters of an hour, the calendar and the version that the figures come from.",
    verified_public="A public edition has no fingerprint of its inputs: it would let anybody test "
    "guesses about single persons.",
    no_opening_hours="Without opening hours in the calendar, hence without shares: {t}.",
)
ENGLISH: Final = LayoutWords(
    subject="Use and utilisation, for the narrative report to the funder",
    keywords=("coworking", "funding report", "use", "utilisation"),
    several="{n} spaces",
    at_least="at least {t}",
    at_most="at most {t}",
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
    furniture=_FURNITURE,
    captions=_CAPTIONS,
    charts=_CHARTS,
    notes=_NOTES,
)
