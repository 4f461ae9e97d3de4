"""Which subscribed calendars need a person, judged by space. Pure."""

from collections.abc import Iterator, Mapping

from contract.series import CareKind
from hub.domain.care import Judgement


def judge_feeds(
    space_id: str, failing: Mapping[str, tuple[str, ...]] | None
) -> Iterator[Judgement]:
    """Judge one space by the names of calendars that can't be read for long.

    None, because nobody has looked yet, is no judgement: what has begun lasts.
    """
    if failing is not None:
        names = failing.get(space_id, ())
        yield Judgement(CareKind.CALENDAR_UNREADABLE, bool(names), space_id, subjects=names)
