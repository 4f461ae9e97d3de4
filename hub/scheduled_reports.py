"""Makes the reports that `[[schedule]]` asks for, each once its period is certainly over.

    certainly past ─▶ what is due ─▶ waits until every slot is made ─▶ report ─▶ folder
                                     (public: all is published)         └─▶ book: made, and mail

What was made is never made again by itself. A file that can't be written, or a period of which
nothing can be told, is tried again and told as care; it ends nothing.
"""

import logging
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
from hub.stores.history_protocol import HistoryReader
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 30.0
LONGEST_WAIT_S: Final = 600.0
OVERDUE_US: Final = 3 * 86_400 * 1_000_000
"""A report that isn't made so long after its period wants a person."""
PUBLIC_OVERDUE_US: Final = 11 * 86_400 * 1_000_000
_YET_TO_COME: Final = frozenset({Reason.NOT_OVER, Reason.NOT_PUBLISHED, Reason.NOTHING_PUBLISHED})
Now = Callable[[], int]
"""The newest instant that is certainly past, in microseconds."""


class ScheduledReports:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule(
        "schedules", LOOK_EVERY_S, LONGEST_WAIT_S, "scheduled reports wait to be made"
    )

    def __init__(
        self,
        config: HubConfig,
        service: ReportService,
        open_history: Callable[[], HistoryReader],
        memory: ScheduledMemory,
        certain_us: Now,
    ) -> None:
        self._config = config
        self._service = service
        self._open_history = open_history
        self._memory = memory
        self._certain_us = certain_us
        self._calendars = {space.id: Calendar(space) for space in config.spaces}
        self._troubles: dict[str, str] = {}
        self.overdue: tuple[str, ...] = ()
        """Names of schedules of which a report should long be made, and isn't."""

    def due(self) -> Work | None:
        """Look, where hub.toml has a schedule at all."""
        return self._look if self._config.schedules else None

    def close(self) -> None:
        """Do nothing: what is read is open only meanwhile."""

    def _look(self, is_ending: IsEnding) -> None:
        """Make what can be. Raises StoreUnavailable, also where the book can't be used."""
        try:
            overdue = [
                each.name
                for each in self._config.schedules
                if not is_ending() and self._follow(each, is_ending)
            ]
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error
        self.overdue = tuple(overdue)

    def _follow(self, schedule: ScheduleConfig, is_ending: IsEnding) -> bool:
        """Make what is due of one schedule; tell whether something has been waiting for long."""
        made = self._memory.latest().get(schedule.name)
        for due in schedule.due(made, self.today(schedule)):
            if is_ending():
                return False
            if not self.is_ready(schedule, due) or not self.make(schedule, due):
                return self._is_overdue(schedule, due)
        return False

    def today(self, schedule: ScheduleConfig) -> date:
        """Return the local day, the earliest of its spaces', by time that is certainly past."""
        at = from_us(self._certain_us())
        return min(self._calendars[space.id].day_of(at) for space in self.spaces_of(schedule))

    def spaces_of(self, schedule: ScheduleConfig) -> Sequence[SpaceConfig]:
        """Return the spaces that a schedule is about."""
        wanted = schedule.spaces
        return [space for space in self._config.spaces if not wanted or space.id in wanted]

    def is_ready(self, schedule: ScheduleConfig, due: Due) -> bool:
        """Tell whether every slot of a period is made, and none is to be made anew.

        A public report is of what is published, which waits by itself. Raises StoreUnavailable.
        """
        if schedule.public:
            return True
        with closing(self._open_history()) as reader:
            return not any(self.waiting(schedule, due, reader))

    def waiting(self, schedule: ScheduleConfig, due: Due, reader: HistoryReader) -> Iterator[str]:
        """Yield the spaces of which slots are still to be made. Raises StoreUnavailable."""
        for space in self.spaces_of(schedule):
            if space.since > due.last:
                continue
            end_us = to_us(self._calendars[space.id].span_of(due.last).end)
            rolled = reader.rolled(space.id)
            is_made = rolled is not None and rolled.until_us >= end_us
            if not is_made or any(one.from_us < end_us for one in reader.touched(space.id)):
                yield space.id

    def make(self, schedule: ScheduleConfig, due: Due) -> bool:
        """Make a report, put it where it belongs and remember it; tell whether that was done.

        Raises StoreUnavailable and BookUnavailable.
        """
        try:
            files = self._files(schedule, due)
        except ReportRefused as refused:
            if refused.reason not in _YET_TO_COME:
                self._tell(schedule, f"{refused.field}: {refused.message}")
            return False
        except ReportServiceBusy:
            return False
        now_us = self._certain_us()
        made = ScheduledReport(
            schedule.name, due.first, due.last, now_us, tuple(file.name for file in files)
        )
        sender = self._config.mail.sender if self._config.mail else ""
        self._memory.keep(made, report_mails(schedule, due, files, sender, now_us))
        self._troubles.pop(schedule.name, None)
        log.info("schedule %s: the report of %s to %s is made", schedule.name, *due)
        return True

    def _files(self, schedule: ScheduleConfig, due: Due) -> list[MadeFile]:
        """Make every format. Raises ReportRefused where one can't be made, or not be written."""
        # What writes files takes a quarter of a resting hub's memory.
        from hub.reports.formats.registry import Format  # noqa: PLC0415
        from hub.reports.rendering import Rendering, file_name, render  # noqa: PLC0415

        request = ReportRequest(schedule.spaces, due.first, due.last, schedule.public)
        with self._service.permit():
            report = self._service.build(request)
            formats = [Format(name) for name in schedule.formats]
            files = [
                MadeFile(
                    file_name(report, each),
                    each.media_type,
                    render(report, Rendering(each, Language(schedule.language))),
                )
                for each in formats
            ]
        if schedule.folder is not None:
            _put(schedule.folder, files)
        return files

    def _tell(self, schedule: ScheduleConfig, trouble: str) -> None:
        """Say once in the log what is in the way."""
        if self._troubles.get(schedule.name) != trouble:
            self._troubles[schedule.name] = trouble
            log.error("schedule %s: %s", schedule.name, trouble)

    def _is_overdue(self, schedule: ScheduleConfig, due: Due) -> bool:
        end_us = max(
            to_us(self._calendars[space.id].span_of(due.last).end)
            for space in self.spaces_of(schedule)
        )
        grace_us = PUBLIC_OVERDUE_US if schedule.public else OVERDUE_US
        return self._certain_us() > end_us + grace_us


def _put(folder: Path, files: Sequence[MadeFile]) -> None:
    """Write files into a folder. Raises ReportRefused."""
    from hub.reports.atomic_write import saving  # noqa: PLC0415 - as above

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportRefused("folder", f"{folder} can't be made: {error.strerror}") from None
    for file in files:
        with saving(folder / file.name) as keep:
            keep(file.content)
