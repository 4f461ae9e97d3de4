"""The funding report of a simulated region: read from slots, laid out, printed as PDF.

    python -m tests.bench.bench_reports [--year]

100 spaces of 20 desks for eight weeks, or with --year for 365 days, made as in bench_history. Each
part is a process of its own, so that its peak memory is its own.

- *Reading* from sums of days in SQLite: everything that the report says, of the period and of what
  comes before it; and the same from single slots, of few spaces, as for `report --verify`. Beside
  it, from the raw transitions in DuckDB, only the typical week and the daily peaks of every space:
  less than the report says, and no coverage, which is easier for DuckDB.
- *Laying out and printing* after that: to reach 3 s and 400 MiB. It never waits, so processor time,
  of all threads, says what it costs however busy the machine is.
- *Downloading*: from request to the whole file, and once more, unchanged. All spaces over the
  period: to reach 10 s and 400 MiB for a year, and 50 ms once more; 14 spaces over eight weeks: to
  reach 1.5 s.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Final

import pypdf

from hub.config import HubConfig
from hub.reports.downloads import Downloads
from hub.reports.figures.build import Sources, build_report
from hub.reports.formats.pdf.pdf_format import to_pdf
from hub.reports.formats.registry import Format
from hub.reports.layout.layout import document_of
from hub.reports.model import Report
from hub.reports.rendering import Rendering
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService
from hub.reports.text.language import Language
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.reader import SqliteReader
from hub.stores.sqlite.store import SqliteStore
from tests.bench import year_in_duckdb
from tests.bench.bench_history import EIGHT_WEEKS, YEAR, apart, make
from tests.bench.measuring import ROUNDS, show, show_median
from tests.bench.year import DESKS, SPACES, Period, config, space_ids


@dataclass(frozen=True)
class Printed:
    """A printed report, and how long it took."""

    layout_s: float
    pdf_s: float
    processor_s: float
    """Of both."""
    pages: int
    mib: float


FEW: Final = 14
FEW_READ_WHOLE: Final = 5


def region_of(period: Period, spaces: Sequence[str]) -> HubConfig:
    """Make a region that counts from the period's first day on."""
    return HubConfig.model_validate({"space": [config(space, period.first) for space in spaces]})


def after(period: Period) -> datetime:
    """Return an instant by which all of it is over."""
    return datetime.combine(period.last + timedelta(days=2), datetime.min.time(), UTC)


def download(path: Path, period: Period, spaces: Sequence[str]) -> tuple[float, float]:
    """Ask for a PDF, and for the same again; return how long each took."""
    request = ReportRequest((), period.first, period.last)
    with closing(SqliteStore.open(path)) as store:
        service = ReportService(
            region_of(period, spaces), store.open_history, store.open_reader,
            lambda: after(period), version="bench", history_version=store.history_version,
        )  # fmt: skip
        downloads = Downloads(service)
        took_s = []
        for _ in range(2):
            began = time.perf_counter()
            assert downloads.get(request, Rendering(Format.PDF), lambda _: False).content
            took_s.append(time.perf_counter() - began)
    return took_s[0], took_s[1]


def read(
    path: Path, period: Period, spaces: Sequence[str], *, reads_all: bool = False
) -> tuple[Report, float]:
    """Read a report from the store; return it with the median of a few rounds."""
    region, now = region_of(period, spaces), after(period)
    took_s = []
    with (
        closing(SqliteHistory.open(path)) as history,
        closing(SqliteReader.open(path)) as events,
    ):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            request = ReportRequest((), period.first, period.last)
            report = build_report(
                region,
                Sources(history, events),
                request,
                now,
                version="bench",
                reads_all=reads_all,
            )
            took_s.append(time.perf_counter() - began)
    return report, median(took_s)


def print_it(report: Report) -> Printed:
    """Lay a report out and print it, once: a second time typst remembers most of it."""
    began, before_s = time.perf_counter(), time.process_time()
    document = document_of(report, Language.GERMAN)
    between = time.perf_counter()
    printed = to_pdf(document)
    ended, after_s = time.perf_counter(), time.process_time()
    pages = len(pypdf.PdfReader(BytesIO(printed)).pages)
    return Printed(
        layout_s=between - began,
        pdf_s=ended - between,
        processor_s=after_s - before_s,
        pages=pages,
        mib=len(printed) / 2**20,
    )


def main(arguments: list[str]) -> None:
    """Make the region, read it both ways, and print the report."""
    period = YEAR if "--year" in arguments else EIGHT_WEEKS
    spaces = space_ids(SPACES)
    with tempfile.TemporaryDirectory() as name:
        raw, made = Path(name) / "raw.duckdb", Path(name) / "made.db"
        apart(year_in_duckdb.load, raw, period, spaces)
        apart(make, made, period, spaces)
        show(f"report: {SPACES} spaces x {len(DESKS)} desks", len(period.days), "days")
        (report, read_s), read_peak = apart(read, made, period, spaces)
        (_, whole_s), _ = apart(read, made, period, spaces[:FEW_READ_WHOLE], reads_all=True)
        (first_s, again_s), peak = apart(download, made, period, spaces)
        few = Period(period.first, min(period.last, period.first + timedelta(days=55)))
        (few_s, few_again_s), few_peak = apart(download, made, few, spaces[:FEW])
        (_, raw_took), raw_peak = apart(year_in_duckdb.ask, raw, period)
    rounds = [apart(print_it, report) for _ in range(ROUNDS)]
    raw_s = raw_took.week_s + raw_took.peaks_s
    show("  read from sums of days in SQLite", read_s, "s", 2)
    show("  peak memory", read_peak, "MiB")
    space_days = FEW_READ_WHOLE * len(period.days)
    show("  a day of a space, from sums", 1000 * read_s / SPACES / len(period.days), "ms", 3)
    show("  a day of a space, from slots", 1000 * whole_s / space_days, "ms", 3)
    show("  downloaded as PDF; of a year to reach 10", first_s, "s", 2)
    show("  peak memory, to reach 400", peak, "MiB")
    show("  once more, unchanged; to reach 50", 1000 * again_s, "ms", 1)
    show(f"  {FEW} spaces, {len(few.days)} days; to reach 1.5", few_s, "s", 2)
    show("  peak memory", few_peak, "MiB")
    show("  once more, unchanged; to reach 50", 1000 * few_again_s, "ms", 1)
    show("  week and peaks alone, from transitions in DuckDB", raw_s, "s", 2)
    show("  peak memory", raw_peak, "MiB")
    show_median("  laid out", [one.layout_s for one, _ in rounds], "s", 3)
    show_median("  printed as PDF; both to reach 3", [one.pdf_s for one, _ in rounds], "s", 2)
    show_median(
        "  processor time of both", [one.processor_s for one, _ in rounds], "s of a core", 2
    )
    show_median("  peak memory, to reach 400", [peak for _, peak in rounds], "MiB")
    show("  pages", rounds[0][0].pages, "pages")
    show("  size", rounds[0][0].mib, "MiB", 1)


if __name__ == "__main__":
    main(sys.argv[1:])
