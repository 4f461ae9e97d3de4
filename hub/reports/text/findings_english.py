"""Every word of page one in English. Only text: nothing is decided."""

from typing import Final

from hub.reports.text.findings_words import (
    FactWords,
    FindingWords,
    FirstPageWords,
    ListWords,
    TileWords,
    TrustWords,
)

_FACTS: Final = FactWords(
    heading="About this report",
    place="Space",
    places="Spaces",
    more_places="and {n} more, see the tables",
    period="Period",
    issuer="Issued by",
    recipient="Grant recipient",
    programme="Programme",
    file_number="File number",
    funding="Funding period",
    dated="Date",
    contact="Contact",
)
_FINDINGS: Final = FindingWords(
    heading="What matters most",
    never_open="By the calendar no space was open in this period, so there are no shares.",
    never_open_one="By its calendar the space was not open in this period, so there are no shares.",
    silent_one="{t}: there are no readings from {a} to the end of the period.",
    silent_whole="{t}: there are no readings for the whole period.",
    silent_many="To the end of the period there are no readings from {t}.",
    silent_item="{t} (since {a})",
    silent_item_whole="{t} (from the start)",
    unreliable=(
        "No reliable figure of use can be given: only {c} of the offered desk-time is known."
    ),
    missed_one="The target was missed: {t}.",
    missed_one_of="One of {m} targets was missed: {t}.",
    missed="{n} of {m} targets were missed: {t}.",
    reached_one="The target was reached: {t}.",
    reached_one_of="One of {m} targets was reached: {t}.",
    reached="{n} of {m} targets were reached: {t}.",
    target="{t} {a} (target: {b})",
    target_of="{t}, {n}: {a} (target: {b})",
    full="It is full {t}",
    full_most="It is most likely to be full {t}",
    full_times_of_one=" (all desks were then occupied for {s} of the time)",
    full_times_of_many=" (for {s} of that time, on average over the spaces)",
    scarce_one="desks are scarcest at {t}",
    scarce_many="desks are scarcest at {t}",
    scarce_first="{t} (full for {s} of opening time)",
    joint="; ",
    item="{t} ({s})",
    rose="Utilisation rose {t}, from {a} to {b}.",
    fell="Utilisation fell {t}, from {a} to {b}.",
    rose_maybe="As far as is known, utilisation rose {t}, from {a} to {b}.",
    fell_maybe="As far as is known, utilisation fell {t}, from {a} to {b}.",
    steady="Utilisation hardly changed {t}: {b} after {a}.",
    before="against the period before",
    year_before="against the same period a year earlier",
    little_one="Desks were hardly used at {t}.",
    little_many="Desks were hardly used at {t}.",
    little_first="{t} (utilisation {s})",
    unreliable_one="Too little is known of {t} to put a figure on its use.",
    unreliable_many="Too little is known of {t} to put a figure on their use.",
    unreliable_item="{t} (coverage {s})",
    gap="{t}: there are no readings from {a} to {b}.",
    out_of_hours=(
        "Desks were occupied for {s} hours outside opening hours; the calendar may be wrong."
    ),
    used="Of {b} desk-hours offered, {a} were used; utilisation was {s}.",
    most_used="Utilisation was highest at {a} and lowest at {b}.",
    busiest="Desks are used most {t}, with a utilisation of {s}.",
    full_hours="Spaces were full for {s} hours in all, {a} of their opening time.",
    full_hours_of_one="It was full for {s} hours, {a} of opening time.",
    never_full="It was never full: there were free desks throughout opening hours.",
    never_full_so_far="As far as is known, all desks of a space were never occupied at once.",
    never_full_of_one="As far as is known, all desks were never occupied at once.",
    full_unknown=(
        "Whether desks were lacking can't be said: only for {c} of opening time is it known "
        "whether all were occupied."
    ),
    offered="{b} desk-hours were offered in {a} opening hours.",
)
_LISTS: Final = ListWords(
    last=" and ",
    more_one="one more",
    more="{n} more",
    more_target="one more",
    more_targets="{n} more",
    weekdays=(
        "on Mondays",
        "on Tuesdays",
        "on Wednesdays",
        "on Thursdays",
        "on Fridays",
        "on Saturdays",
        "on Sundays",
    ),
    weekday_run="on {a} to {b}",
    run_ends=(
        "Mondays",
        "Tuesdays",
        "Wednesdays",
        "Thursdays",
        "Fridays",
        "Saturdays",
        "Sundays",
    ),
    hours="from {a}:00 to {b}:00",
)
_TILES: Final = TileWords(
    use="Use",
    use_detail="utilisation; {a} of {b} desk-hours",
    demand="Demand",
    demand_detail="of opening time all desks of a space were occupied",
    demand_detail_of_one="of opening time all desks were occupied",
    demand_hours=" ({s} hours)",
    reliability="Reliability",
    reliability_detail="of the offered desk-time is known; {t}",
    never_open="no opening hours in the calendar",
    all_reliable="every figure is reliable",
    some_unreliable="{n} of {m} spaces without a reliable figure",
    one_unreliable="no reliable figure of use",
    some_told="{n} of {m} spaces with figures of use",
    change="Change",
    minus="−",
    since_before="percentage points of utilisation against the period before ({t})",
    since_year_before="percentage points of utilisation against a year earlier ({t})",
    no_change="no comparison",
    no_comparison="There is no earlier period to compare with.",
    more="more than before ({t})",
    less="less than before ({t})",
    same="as before ({t})",
    weekly="{a} to {b} by week",
    monthly="{a} to {b} by month",
    target="Target {b}: {t}",
    no_target="no target on file",
    reached="reached",
    missed="missed",
    undecided="can't be decided",
)
_TRUST: Final = TrustWords(
    heading="How far to trust this",
    whole="All of the offered desk-time is known.",
    partly=(
        "{c} of the offered desk-time is known; what is missing counts neither as free nor as "
        "occupied, and “at least” means that it may have been more."
    ),
    too_little=(
        "Only {c} of the offered desk-time is known; below {s} this report gives no figure of "
        "use, and what is missing counts neither as free nor as occupied."
    ),
    never_open="Without opening hours in the calendar there is nothing to take a share of.",
    public=(
        "All figures come from published monthly values, rounded to protect single persons; 0 "
        "does not mean never."
    ),
    public_partly=(
        "All figures come from published monthly values, rounded to protect single persons, for "
        "{n} of {m} months, added up over the spaces; what is protected is in no total."
    ),
    public_none=("To protect single persons no figures of use are published for this period."),
    unsettled="Measurements are still being worked out ({t}): the figures may yet change.",
)
ENGLISH_FIRST_PAGE: Final = FirstPageWords(
    facts=_FACTS,
    findings=_FINDINGS,
    lists=_LISTS,
    tiles=_TILES,
    tiles_heading="At a glance",
    trust=_TRUST,
    assessment="Assessment: {t}",
    assessment_unsigned="Assessment of the issuer",
    assessment_note=(
        "This section was written by the issuer. It does not rest on the readings and is not "
        "recomputed."
    ),
    places_chart="The {n} spaces that are used most, by utilisation",
)
