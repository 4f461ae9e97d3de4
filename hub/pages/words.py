"""What the pages can say, as names. The words themselves are in german.py and english.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveWords:
    """What both the server and live.js say. `{n}`, `{a}`, `{b}` are numbers, `{t}` is a text."""

    none_free: str
    one_free: str
    many_free: str
    range_free: str
    at_least_one: str
    at_least: str
    at_most_one: str
    at_most: str
    no_desks: str
    unknown: str
    silent_since: str
    silent: str
    closed: str
    open: str
    open_until: str
    opens: str
    hours_unknown: str
    clock: str
    at: str
    tomorrow: str
    on_day: str
    seconds_ago: str
    minutes_ago: str
    hours_ago: str
    days_ago: str
    as_of: str
    one_desk: str
    desks: str
    occupied: str
    without_report: str
    region: str
    region_none: str
    desk_free: str
    desk_occupied: str
    desk_unknown: str
    desk_absent: str
    capped: str
    lost: str


@dataclass(frozen=True, slots=True)
class TypicalDayWords:
    """What is said of a typical day. `{t}` is a weekday, `{d}` a day, `{c}` a coverage."""

    title: str
    shares: str
    share: str
    levels: str
    level: str
    quiet: str
    medium: str
    busy: str
    basis: str
    basis_levels: str
    protection: str
    few: str
    alternative: str
    table: str
    hours: str
    hour: str
    gap: str
    now: str
    copied: str
    """`{t}` is when."""
    unanswered: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """What only the server says."""

    live: LiveWords
    typical_day: TypicalDayWords
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day_of_month: str
    decimal_mark: str
    percent: str
    skip: str
    languages: str
    home: str
    tagline: str
    all_spaces: str
    spaces: str
    without_script: str
    reload: str
    plan: str
    plan_alternative: str
    desks: str
    rooms: str
    kind_room: str
    kind_booth: str
    visit: str
    website: str
    nearby: str
    others: str
    distance: str
    promise: str
    machine: str
    missing_title: str
    missing_text: str
    locked_title: str
    locked_text: str
    odd_address_title: str
    odd_address_text: str
    failed_title: str
    failed_text: str
