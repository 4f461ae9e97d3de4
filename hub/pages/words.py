"""What the pages can say, as names. The words themselves are in german.py and english.py."""

from dataclasses import dataclass

from hub.pages.legal_words import LegalWords


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
    just_now: str
    one_second_ago: str
    seconds_ago: str
    one_minute_ago: str
    minutes_ago: str
    one_hour_ago: str
    hours_ago: str
    days_ago: str
    as_of: str
    one_desk: str
    desks: str
    occupied: str
    without_report: str
    outage: str
    outage_open: str
    starting: str
    """In place of an outage, right after the hub's start."""
    region: str
    region_only: str
    region_none: str
    region_closed: str
    closed_one: str
    closed_all: str
    closed_one_more: str
    closed_more: str
    closed_it_opens: str
    closed_first_opens: str
    desk_free: str
    desk_occupied: str
    desk_unknown: str
    desk_closed: str
    desk_absent: str
    capped: str
    lost: str


@dataclass(frozen=True, slots=True)
class TypicalDayWords:
    """What is said of a typical day.

    `{t}` is a weekday, `{s}` the same in small letters, `{d}` a day, `{c}` a coverage.
    """

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
    soon_busier: str
    soon_quieter: str
    soon_alike: str
    copied: str
    """`{t}` is when."""
    unanswered: str


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What each mark means."""

    title: str
    free: str
    occupied: str
    unknown: str
    protected: str
    closed: str


@dataclass(frozen=True, slots=True)
class RegionWords:
    """What stands on the region page alone. `{t}` is a text, `{a}` and `{b}` are numbers."""

    choice: str
    open: str
    step_free: str
    wifi: str
    meeting_room: str
    near: str
    any_town: str
    show: str
    near_me: str
    near_me_promise: str
    near_me_asking: str
    near_me_done: str
    near_me_refused: str
    from_town: str
    matching: str
    matching_none: str
    clear: str
    map: str
    map_alternative: str


@dataclass(frozen=True, slots=True)
class PageWords:
    """What only the server says."""

    live: LiveWords
    marks: MarkWords
    region: RegionWords
    typical_day: TypicalDayWords
    legal: LegalWords
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day_of_month: str
    decimal_mark: str
    percent: str
    skip: str
    languages: str
    home: str
    tagline: str
    tagline_region: str
    described: str
    """Of the overview, for search engines."""
    described_region: str
    described_space: str
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
    office: str
    """Leads to what is behind the token."""
    printed: str
    missing_title: str
    missing_text: str
    locked_title: str
    locked_text: str
    denied_title: str
    denied_text: str
    odd_address_title: str
    odd_address_text: str
    failed_title: str
    failed_text: str
