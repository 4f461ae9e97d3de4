"""Every word on the pages in English. Only text: no decision is made here."""

from typing import Final

from hub.pages.legal_english import ENGLISH_LEGAL
from hub.pages.words import LiveWords, PageWords, TypicalDayWords

ENGLISH: Final = PageWords(
    live=LiveWords(
        none_free="No desk free",
        one_free="1 desk free",
        many_free="{n} desks free",
        range_free="{a} to {b} desks free",
        at_least_one="At least 1 desk free",
        at_least="At least {n} desks free",
        at_most_one="At most 1 desk free",
        at_most="At most {n} desks free",
        no_desks="No desks in service",
        unknown="Unknown",
        silent_since="no report since {t}",
        silent="no report at present",
        closed="Closed",
        open="Open",
        open_until="Open until {t}",
        opens="opens {t}",
        hours_unknown="Opening hours unknown",
        clock="{t}",
        at="at {t}",
        tomorrow="tomorrow",
        on_day="on {t}",
        seconds_ago="{n} s ago",
        minutes_ago="{n} min ago",
        hours_ago="{n} h ago",
        days_ago="{n} days ago",
        as_of="As of {t}",
        one_desk="1 desk",
        desks="{n} desks",
        occupied="{n} occupied",
        without_report="{n} without a report",
        region="{a} of {b} places have a free desk now",
        region_none="At present no place is certain to have a free desk",
        desk_free="free",
        desk_occupied="occupied",
        desk_unknown="unknown",
        desk_absent="not in service",
        capped=(
            "To protect individuals, while few people are here we only say how many desks are "
            "free at least, and renew the figure once a minute."
        ),
        lost="No connection. The figures aren’t being renewed.",
    ),
    typical_day=TypicalDayWords(
        title="Usual on {t}s",
        shares="Share of desks taken, hour by hour",
        share="Taken",
        levels="How busy it is, hour by hour",
        level="How busy",
        quiet="quiet",
        medium="medium",
        busy="busy",
        basis="Average of {n} {t}s up to {d}, coverage {c}.",
        basis_levels="As of {d}: average of {n} {t}s before it, coverage {c}.",
        protection="To protect individuals in three levels only, renewed once a month.",
        few="Fewer than {k} desks taken always count as quiet.",
        alternative="Bar chart. All values are in the table below it.",
        table="As a table",
        hours="Time",
        hour="{a}:00–{b}:00",
        gap="no reliable figure (coverage {c})",
        now="now",
    ),
    legal=ENGLISH_LEGAL,
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
    day_of_month="{n} {t}",
    decimal_mark=".",
    percent="{n}%",
    skip="Skip to content",
    languages="Language",
    home="{t}, all places",
    tagline="Free desks nearby",
    tagline_region="Free desks in the region {t}",
    described=(
        "Free desks nearby: where there is one now, when it is open and when it is usually quiet. "
        "No camera, no cookies."
    ),
    described_region=(
        "Free desks in the region {t}: where there is one now, when it is open and when it is "
        "usually quiet. No camera, no cookies."
    ),
    described_space=(
        "{t}: whether a desk is free now, when it is open and when it is usually quiet."
    ),
    all_spaces="All places",
    spaces="Places",
    without_script="This page doesn’t renew itself.",
    reload="Reload",
    plan="Floor plan",
    plan_alternative="Floor plan. The desks are listed below it.",
    desks="Desks",
    rooms="Rooms and booths",
    kind_room="room",
    kind_booth="booth",
    visit="Getting there",
    website="Website",
    nearby="Nearby",
    others="Other places",
    distance="{t} km",
    promise=(
        "Sensors only see whether a desk is taken. No cameras, no names, no phones. If a sensor "
        "falls silent, it says “unknown” here and never “free”."
    ),
    machine="The same for programs",
    missing_title="There is no such page",
    missing_text="Perhaps the place has a new name. The overview lists all places.",
    locked_title="This page is locked",
    locked_text=(
        "It opens with the hub’s token as password; any user name will do. Where no token is set "
        "up, it stays closed."
    ),
    failed_title="That isn’t possible here",
    failed_text="We can’t answer this request. The overview lists all places.",
)
