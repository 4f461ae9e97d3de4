"""What page one can say, as names; the words are in findings_german.py and findings_english.py.

In the words, `{t}` is a list of names, `{a}` and `{b}` are two of a kind, `{c}` is a coverage,
`{n}` and `{m}` are counts, `{s}` is a share.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactWords:
    """What stands at the head of page one."""

    heading: str
    place: str
    places: str
    more_places: str
    """`{n}` places that aren't named, which the tables have."""
    period: str
    issuer: str
    recipient: str
    programme: str
    file_number: str
    funding: str
    dated: str
    contact: str


@dataclass(frozen=True, slots=True)
class FindingWords:
    """Sentences, by kinds of findings; where `_one` and `_many` are apart, it is about spaces."""

    heading: str
    never_open: str
    never_open_one: str
    silent_one: str
    """`{a}` is the day since when."""
    silent_whole: str
    """One space, in the whole period."""
    silent_many: str
    silent_item: str
    silent_item_whole: str
    unreliable: str
    missed_one: str
    missed_one_of: str
    missed: str
    reached_one: str
    reached_one_of: str
    reached: str
    target: str
    """One target: `{t}` what, `{a}` the result, `{b}` the target."""
    target_of: str
    """The same of one space, `{n}`."""
    full: str
    """`{t}` is when, `{s}` a share of at least a half."""
    full_most: str
    """The same with less."""
    full_times_of_one: str
    full_times_of_many: str
    scarce_one: str
    scarce_many: str
    scarce_first: str
    """A name `{t}` with its share `{s}`, said in full; then `item`."""
    joint: str
    """Between when and where."""
    item: str
    """A name `{t}` with a figure `{s}`."""
    rose: str
    fell: str
    rose_maybe: str
    """So far as it is known."""
    fell_maybe: str
    steady: str
    before: str
    """Against the period before: a part of these sentences, `{t}`."""
    year_before: str
    little_one: str
    little_many: str
    little_first: str
    unreliable_one: str
    unreliable_many: str
    unreliable_item: str
    gap: str
    out_of_hours: str
    used: str
    most_used: str
    busiest: str
    full_hours: str
    full_hours_of_one: str
    never_full: str
    never_full_so_far: str
    never_full_of_one: str
    """So far as it is known, of one space alone."""
    full_unknown: str
    offered: str


@dataclass(frozen=True, slots=True)
class ListWords:
    """How names, weekdays and hours are put together."""

    last: str
    """Joins the last two of a list."""
    more_one: str
    """One space that isn't named."""
    more: str
    more_target: str
    more_targets: str
    weekdays: tuple[str, ...]
    """As an adverb: on Mondays."""
    weekday_run: str
    """From weekday `{a}` to `{b}`."""
    run_ends: tuple[str, ...]
    """The weekdays as they stand in such a run."""
    hours: str
    """From hour `{a}` to hour `{b}`."""

    def joined(self, items: Sequence[str]) -> str:
        """Join at least one item: a, b and c."""
        *first, last = items
        return f"{', '.join(first)}{self.last}{last}" if first else last

    def days(self, weekdays: Sequence[int]) -> str:
        """Write weekdays, three and more that follow each other as a run."""
        if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
            ends = self.run_ends[weekdays[0]], self.run_ends[weekdays[-1]]
            return self.weekday_run.format(a=ends[0], b=ends[1])
        return self.joined([self.weekdays[day] for day in weekdays])


@dataclass(frozen=True, slots=True)
class TileWords:
    """Four tiles: use, demand, reliability, change."""

    use: str
    use_detail: str
    """`{a}` of `{b}` desk-hours."""
    demand: str
    demand_detail: str
    """What a share of opening time means."""
    demand_detail_of_one: str
    demand_hours: str
    """The same in hours, `{s}`."""
    reliability: str
    reliability_detail: str
    """`{t}` says of how many spaces."""
    never_open: str
    all_reliable: str
    some_unreliable: str
    """`{n}` of `{m}` spaces without a reliable figure."""
    one_unreliable: str
    some_told: str
    """`{n}` of `{m}` spaces with published figures."""
    change: str
    minus: str
    since_before: str
    since_year_before: str
    no_change: str
    """In the place of a change, where there is nothing to compare with."""
    no_comparison: str
    more: str
    """Against `{t}`, which is what it was."""
    less: str
    same: str
    weekly: str
    """From `{a}` to `{b}` by week."""
    monthly: str
    target: str
    """`{b}` was agreed, `{t}` says what became of it."""
    no_target: str
    reached: str
    missed: str
    undecided: str


@dataclass(frozen=True, slots=True)
class TrustWords:
    """One honest sentence on how far figures can be trusted."""

    heading: str
    whole: str
    partly: str
    """`{c}` is the coverage."""
    too_little: str
    never_open: str
    public: str
    public_partly: str
    public_none: str
    unsettled: str
    """Said besides: `{t}` are the places of which slots are still to be made."""


@dataclass(frozen=True, slots=True)
class FirstPageWords:
    """All that page one says."""

    facts: FactWords
    findings: FindingWords
    lists: ListWords
    tiles: TileWords
    tiles_heading: str
    trust: TrustWords
    assessment: str
    """Heads the office's own words, `{t}` is who says it."""
    assessment_unsigned: str
    assessment_note: str
    places_chart: str
    """Title of the chart of the `{n}` spaces that are used most."""
