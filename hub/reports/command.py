"""`platzfrei-hub report`: makes a report as a file, or verifies one.

Exit status: 0 done, or the same figures; 1 other figures; 2 what was asked can't be used; 3 a file
that can't be compared, or no store.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NoReturn, TextIO

from hub.book.location import book_path
from hub.book.published import read_published
from hub.book.sign_doubts import read_sign_doubts
from hub.book.targets import read_targets
from hub.clock import SystemClock
from hub.config import HubConfig, read_section
from hub.domain.office import OfficeConfig, OfficeFile
from hub.errors import ReportRefused
from hub.parts import load_part
from hub.progress import Progress as Bar
from hub.reports.assessment import load_assessment
from hub.reports.atomic_write import saving
from hub.reports.figures.slot_reader import Progress
from hub.reports.figures.targets import load_targets
from hub.reports.formats.registry import Format, format_of_name
from hub.reports.model import Report, Target
from hub.reports.provenance.extract import MAX_FILE_BYTES, NotOurs
from hub.reports.rendering import Rendering, file_name, render
from hub.reports.request import ReportRequest, read_request
from hub.reports.service import ReportService
from hub.reports.text.language import Language
from hub.reports.verification.readers.printed import CannotCompare
from hub.reports.verification.verify import OwnWords, Verdict, describe, verify
from hub.spaces_as_set import spaces_as_set
from hub.stores.factory import open_history, open_reader

SAME: Final = 0
OTHER: Final = 1
NOT_COMPARED: Final = 3
_STDOUT: Final = "-"
Refuse = Callable[[str], NoReturn]
"""Ends the program, saying what is wrong with its arguments."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe what may be typed after `report`."""
    parser.add_argument(
        "--space", action="append", default=[], metavar="ID", help="repeat for several; none: all"
    )
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first day")
    parser.add_argument("--to", dest="last", metavar="DATE", help="the last day")
    parser.add_argument(
        "--lang", type=_language, default=Language.GERMAN, metavar="|".join(Language)
    )
    parser.add_argument(
        "--format",
        type=_format,
        metavar="|".join(Format),
        help="else what the name of FILE ends in, else pdf; csv-excel is for German Excel",
    )
    parser.add_argument(
        "-o", dest="file", metavar="FILE", help="- is standard output; else a name that says all"
    )
    parser.add_argument(
        "--public", action="store_true", help="protect single persons; of published months only"
    )
    parser.add_argument(
        "--targets", type=Path, metavar="targets.toml", help="in place of those on the page"
    )
    parser.add_argument(
        "--office", type=Path, metavar="office.toml", help="[office], in place of hub.toml's"
    )
    parser.add_argument(
        "--assessment", type=Path, metavar="FILE.md", help="the office's own words, about a page"
    )
    parser.add_argument(
        "--verify", type=Path, metavar="FILE", help="does the store still give all that it says?"
    )
    parser.set_defaults(command=partial(run, refuse=parser.error))


def _language(text: str) -> Language:
    return Language(_one_of(Language, text))


def _format(text: str) -> Format:
    return Format(_one_of(Format, text))


def _one_of(known: Iterable[str], text: str) -> str:
    if text not in tuple(known):
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(known)}, not {text!r}")
    return text


def run(chosen: argparse.Namespace, refuse: Refuse) -> int:
    """Make or verify, and return the exit status.

    Raises ConfigError, StoreUnavailable, BookUnavailable, and ReportRefused with the argument as
    its field.
    """
    assessment = None if chosen.assessment is None else load_assessment(chosen.assessment)
    if chosen.verify is not None:
        config = load_part(chosen.config, chosen.part)
        targets = None if chosen.targets is None else _targets(config, chosen.targets)
        own = OwnWords(_office(chosen), assessment)
        return _verify(chosen.verify, _service(config, chosen), targets, own)
    if chosen.first is None or chosen.last is None:
        refuse("the following arguments are required: --from and --to, or --verify")
    rendering = Rendering(_chosen_format(chosen), chosen.lang)
    with _as_arguments():
        request = read_request(chosen.space, chosen.first, chosen.last, is_public=chosen.public)
        service = _service(load_part(chosen.config, chosen.part), chosen)
        make = partial(_made, request, rendering, service, assessment or "")
        return _make(make, rendering, chosen.file)


@contextmanager
def _as_arguments() -> Iterator[None]:
    """Name the argument in the place of a request's field, and repeat what was typed."""
    try:
        yield
    except ReportRefused as refused:
        if refused.field.startswith("-"):
            raise
        raise ReportRefused(f"--{refused.field}", _in_full(refused)) from None


def _in_full(refused: ReportRefused) -> str:
    return refused.message + ("" if refused.sent is None else f", not {refused.sent!r}")


def _chosen_format(chosen: argparse.Namespace) -> Format:
    """Return what is asked for. Raises ReportRefused where the name of the file says another."""
    ending = "" if chosen.file in (None, _STDOUT) else Path(chosen.file).suffix.lower()
    named = format_of_name(chosen.file) if ending else None
    known = ", ".join(sorted({f".{written_as.extension}" for written_as in Format}))
    if ending and named is None:
        raise ReportRefused("-o", f"no report ends in {ending}; expected one of {known}")
    wanted: Format | None = chosen.format
    if wanted and named and wanted.extension != named.extension:
        raise ReportRefused("-o", f"--format {wanted} ends in .{wanted.extension}, not in {ending}")
    return wanted or named or Format.PDF


def _service(config: HubConfig, chosen: argparse.Namespace) -> ReportService:
    agreed = None if chosen.targets is None else _targets(config, chosen.targets)
    book = book_path(config, chosen.config)
    return ReportService(
        config,
        partial(open_history, config, chosen.config),
        partial(open_reader, config, chosen.config),
        SystemClock().wall,
        version=version("platzfrei"),
        read_targets=partial(read_targets, book) if agreed is None else lambda: agreed,
        read_published=partial(read_published, book),
        read_sign_doubts=partial(read_sign_doubts, book),
        office=_office(chosen),
        spaces=spaces_as_set(config, book),
    )


def _office(chosen: argparse.Namespace) -> OfficeConfig | None:
    if chosen.office is None:
        return None
    return read_section(chosen.office, OfficeFile).office


def _targets(config: HubConfig, path: Path) -> Sequence[Target]:
    return load_targets(path, [space.id for space in config.spaces])


def _make(make: Callable[[], tuple[Report, bytes]], rendering: Rendering, file: str | None) -> int:
    if file == _STDOUT:
        _, content = make()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return SAME
    path = None if file is None else Path(file)
    with saving(path) if path else nullcontext() as keep:
        report, content = make()
        if keep:
            keep(content)
    if path is None:
        path = Path(file_name(report, rendering))
        with saving(path) as keep_there:
            keep_there(content)
    sys.stdout.write(f"{path}: {len(content)} bytes\n")
    return SAME


def _made(
    request: ReportRequest, rendering: Rendering, service: ReportService, assessment: str
) -> tuple[Report, bytes]:
    with _shown_on(sys.stderr) as progress:
        report = service.build(request, progress, assessment=assessment)
        return report, render(report, rendering)


@contextmanager
def _shown_on(out: TextIO) -> Iterator[Progress]:
    """Show progress on a terminal, and nothing elsewhere."""
    if not out.isatty():
        yield lambda _done, _all: None
        return
    bar = Bar(out, "Report")
    result = "stopped"
    try:
        yield lambda done, whole: bar.show(done / whole)
        result = "done"
    finally:
        bar.end(result)


def _verify(
    path: Path, service: ReportService, targets: Sequence[Target] | None, own: OwnWords
) -> int:
    content = _content(path)
    try:
        with _shown_on(sys.stderr) as progress:
            build_again = partial(service.build_again, progress=progress)
            verdict = verify(content, build_again, version("platzfrei"), targets, own)
    except NotOurs as error:
        raise ReportRefused(
            "--verify", f"{path} is no report that can be verified: {error}"
        ) from None
    except CannotCompare as error:
        sys.stderr.write(f"platzfrei-hub: --verify: {path} can't be compared: {error}\n")
        return NOT_COMPARED
    except ReportRefused as refused:
        raise ReportRefused(
            "--verify", f"{path} can't be made again: {refused.field}: {_in_full(refused)}"
        ) from None
    sys.stdout.writelines(f"{line}\n" for line in describe(verdict))
    return _status(verdict)


def _content(path: Path) -> bytes:
    """Read a file, but not much more than any report has."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ReportRefused("--verify", f"{path} can't be read: {error.strerror}") from None


def _status(verdict: Verdict) -> int:
    if verdict.differences:
        return OTHER
    return NOT_COMPARED if verdict.drawn_otherwise else SAME
