"""Makes the reports that `[[schedule]]` asks for, each once its period is certainly over.

    certainly past ─▶ what is due ─▶ waits until every slot is made ─▶ report ─▶ folder
                                     (public: all is published)         └─▶ book: made, and mail

What was made is never made again by itself. A file that can't be written, or a period of which
nothing can be told, is tried again and told as care; it ends nothing.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from contract.times import from_us, to_us
from hub.book.scheduled import ScheduledMemory, ScheduledReport
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.schedule import Due, ScheduleConfig
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable, Reason, ReportRefused, StoreUnavailable
from hub.report_mail import MadeFile, report_mails
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.text.language import Language
from hub.stores.history_protocol import HistoryReader, is_settled
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 300.0
LONGEST_WAIT_S: Final = 1800.0
OVERDUE_US: Final = 3 * 86_400 * 1_000_000
"""A report that isn't made so long after its period wants a person."""
PUBLIC_OVERDUE_US: Final = 11 * 86_400 * 1_000_000
_YET_TO_COME: Final = frozenset({Reason.NOT_OVER, Reason.NOT_PUBLISHED, Reason.NOTHING_PUBLISHED})
Now = Callable[[], int]
"""Returns an instant in microseconds since 1970."""


class Schedules:
    """Which reports hub.toml asks for, whether they can be made, and the making."""

    def __init__(self, config: HubConfig, service: ReportService, certain_us: Now) -> None:
        """`certain_us` tells the newest instant that is certainly past."""
        self.config = config
        self.certain_us = certain_us
        self._service = service
        self._calendars = {space.id: Calendar(space) for space in config.spaces}

    def today(self, schedule: ScheduleConfig) -> date:
        """Return the local day, the earliest of its spaces', by time that is certainly past."""
        at = from_us(self.certain_us())
        return min(self._calendars[space.id].day_of(at) for space in self.spaces_of(schedule))

    def spaces_of(self, schedule: ScheduleConfig) -> Sequence[SpaceConfig]:
        """Return the spaces that a schedule is about."""
        wanted = schedule.spaces
        return [space for space in self.config.spaces if not wanted or space.id in wanted]

    def due(self, schedule: ScheduleConfig, made: date | None) -> Iterator[Due]:
        """Yield what is over and to be made, the oldest first, of days when anything counted."""
        since = min(space.since for space in self.spaces_of(schedule))
        for due in schedule.due(made, self.today(schedule)):
            if due.last >= since:
                yield due

    def waiting(self, schedule: ScheduleConfig, due: Due, reader: HistoryReader) -> Iterator[str]:
        """Yield the spaces of which slots are to be made, or made anew. Raises StoreUnavailable."""
        for space in self.spaces_of(schedule):
            end_us = self._end_us(space, due)
            if space.since <= due.last and not is_settled(reader, space.id, end_us):
                yield space.id

    def is_overdue(self, schedule: ScheduleConfig, due: Due) -> bool:
        """Tell whether a report should long be made."""
        end_us = max(self._end_us(space, due) for space in self.spaces_of(schedule))
        grace_us = PUBLIC_OVERDUE_US if schedule.public else OVERDUE_US
        return self.certain_us() > end_us + grace_us

    def files(self, schedule: ScheduleConfig, due: Due) -> list[MadeFile]:
        """Make a report in every format, and put it into the folder.

        Raises ReportRefused where it can't be made or written, ReportServiceBusy, StoreUnavailable
        and BookUnavailable.
        """
        # What writes files takes a quarter of a resting hub's memory.
        from hub.reports.formats.registry import Format  # noqa: PLC0415
        from hub.reports.rendering import Rendering, file_name, render  # noqa: PLC0415

        if schedule.folder is not None:  # nobody waits for a report that has no place
            _require_place(schedule.folder)
        request = self._request(schedule, due)
        language = Language(schedule.language)
        renderings = [Rendering(Format(name), language) for name in schedule.formats]
        with self._service.permit():
            report = self._service.build(request)
            files = [
                MadeFile(
                    file_name(report, rendering),
                    rendering.format.media_type,
                    render(report, rendering),
                )
                for rendering in renderings
            ]
        if schedule.folder is not None:
            _put(schedule.folder, files)
        return files

    def _request(self, schedule: ScheduleConfig, due: Due) -> ReportRequest:
        """Ask for the spaces that counted by then; what is published is asked for by whole months.

        Days before anything counted are left out, which otherwise would be refused.
        """
        counting = [space for space in self.spaces_of(schedule) if space.since <= due.last]
        ids = tuple(space.id for space in counting) if schedule.spaces else ()
        first = max(due.first, min(space.since for space in counting))
        return ReportRequest(
            ids, due.first if schedule.public else first, due.last, schedule.public
        )

    def _end_us(self, space: SpaceConfig, due: Due) -> int:
        return to_us(self._calendars[space.id].span_of(due.last).end)


class ScheduledReports:
    """Makes what is due, in a thread of its own."""

    schedule: Final = Schedule(
        "schedules", LOOK_EVERY_S, LONGEST_WAIT_S, "scheduled reports wait to be made"
    )

    def __init__(
        self,
        schedules: Schedules,
        open_history: Callable[[], HistoryReader],
        memory: ScheduledMemory,
        now_us: Now,
    ) -> None:
        """`now_us` tells what is likely now: mail is dated so."""
        self._schedules = schedules
        self._open_history = open_history
        self._memory = memory
        self._now_us = now_us
        self._troubles: dict[str, str] = {}
        self.overdue: tuple[str, ...] | None = None
        """Names of schedules of which a report should long be made, and isn't; None: not looked."""

    def due(self) -> Work | None:
        """Look each time: whether something is due is asked of the book."""
        return self._look

    def close(self) -> None:
        """Do nothing: what is read is open only meanwhile."""

    def _look(self, is_ending: IsEnding) -> None:
        """Make what can be. Raises StoreUnavailable, also where the book can't be used."""
        try:
            made = self._memory.latest()
            self.overdue = tuple(
                each.name
                for each in self._schedules.config.schedules
                if self._is_late(each, made.get(each.name), is_ending)
            )
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _is_late(self, schedule: ScheduleConfig, made: date | None, is_ending: IsEnding) -> bool:
        """Make what is due of one schedule; tell whether something of it has waited for long."""
        for due in self._schedules.due(schedule, made):
            if is_ending():
                return False
            if not (self._is_ready(schedule, due) and self._make(schedule, due)):
                return self._schedules.is_overdue(schedule, due)
        return False

    def _is_ready(self, schedule: ScheduleConfig, due: Due) -> bool:
        """Tell whether slots are made; what is published waits by itself."""
        if schedule.public:
            return True
        with closing(self._open_history()) as reader:
            return not any(self._schedules.waiting(schedule, due, reader))

    def _make(self, schedule: ScheduleConfig, due: Due) -> bool:
        """Make a report, and remember it with its mail; tell whether that was done."""
        try:
            files = self._schedules.files(schedule, due)
        except ReportRefused as refused:
            if refused.reason not in _YET_TO_COME:
                self._tell(schedule, f"{refused.field}: {refused.message}")
            return False
        except ReportServiceBusy:
            return False
        now_us, mail = self._now_us(), self._schedules.config.mail
        names = tuple(file.name for file in files)
        made = ScheduledReport(schedule.name, due.first, due.last, now_us, names)
        mails = report_mails(schedule, due, files, mail.sender, now_us) if mail else []
        self._memory.keep(made, mails)
        self._troubles.pop(schedule.name, None)
        log.info("schedule %s: the report of %s to %s is made", schedule.name, *due)
        return True

    def _tell(self, schedule: ScheduleConfig, trouble: str) -> None:
        """Say once in the log what is in the way."""
        if self._troubles.get(schedule.name) != trouble:
            self._troubles[schedule.name] = trouble
            log.error("schedule %s: %s", schedule.name, trouble)


def _require_place(folder: Path) -> None:
    """Make a folder, or see that it takes files. Raises ReportRefused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportRefused("folder", f"{folder} can't be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReportRefused("folder", f"{folder} can't be written by this user")


def _put(folder: Path, files: Sequence[MadeFile]) -> None:
    """Write files into a folder. Raises ReportRefused."""
    from hub.reports.atomic_write import saving  # noqa: PLC0415 - as above

    for file in files:
        try:
            with saving(folder / file.name) as keep:
                keep(file.content)
        except ReportRefused as refused:
            raise ReportRefused("folder", refused.message) from None
