"""Files for download: made once, and handed out again as long as nothing they are made of changes.

    request ─▶ what is it made of now? ─▶ as a kept file is ─▶ that file, at once
                      └─▶ else: build ─▶ lay out ─▶ write ─▶ keep, if nothing changed meanwhile

What it is made of is told without reading a slot (ReportService.inputs); where nobody can tell,
nothing is kept. Kept files have no name and are gone with the process; there are few of them, and
the one that was asked for longest ago goes first. Who may ask is the caller's to say. Safe to use
from any thread.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile
from threading import Lock
from typing import Final

from hub.reports.layout.document import Document, Records
from hub.reports.model import Report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.rendering import Rendering, file_name, laid_out, write
from hub.reports.request import ReportRequest
from hub.reports.service import ReportService

MOST_FILES: Final = 24
MOST_BYTES: Final = 48 * 2**20
"""Of all kept files together; a larger one is not kept."""
Key = tuple[ReportRequest, Rendering]


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it is sent."""

    name: str
    tag: str
    """Stands for what the report says, the format and the language: without quotes."""
    content: bytes | None
    """None where whoever asks holds it already."""


class _NamelessFile:
    """A file that nobody else can open; it is gone when nobody knows of it any more."""

    def __init__(self, content: bytes) -> None:
        """Write it. Raises OSError."""
        with TemporaryFile() as file:
            file.write(content)
            file.flush()
            self._descriptor = os.dup(file.fileno())
        self.length = len(content)

    def read(self) -> bytes:
        """Return all of it. Raises OSError."""
        return os.pread(self._descriptor, self.length, 0)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)


@dataclass(frozen=True, slots=True)
class _Kept:
    inputs: Hashable
    name: str
    tag: str
    file: _NamelessFile


class Downloads:
    """Makes files for whoever may have them, and keeps some."""

    def __init__(self, service: ReportService) -> None:
        self._service = service
        self._lock = Lock()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()

    def get(
        self, request: ReportRequest, rendering: Rendering, holds: Callable[[str], bool]
    ) -> Download:
        """Return a file, kept or made; `holds` tells by its tag whether it needn't be written.

        Raises ReportRefused, ReportServiceBusy, StoreUnavailable and BookUnavailable.
        """
        key = request, rendering
        inputs = self._service.inputs(request)
        kept = None if inputs is None else self._find(key, inputs, holds)
        if kept is not None:
            return kept
        with self._service.permit():
            made = self._make(request, rendering, holds)
        content = made.content
        if content is not None and inputs is not None and self._service.inputs(request) == inputs:
            self._keep(key, inputs, made, content)
        return made

    def _make(
        self, request: ReportRequest, rendering: Rendering, holds: Callable[[str], bool]
    ) -> Download:
        name, tag, document = _prepared(self._service.build(request), rendering)
        if holds(tag):
            return Download(name, tag, None)
        content = document if isinstance(document, bytes) else write(document, rendering.format)
        return Download(name, tag, content)

    def _find(self, key: Key, inputs: Hashable, holds: Callable[[str], bool]) -> Download | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if kept.inputs != inputs:
                del self._kept[key]
                return None
            self._kept.move_to_end(key)
        if holds(kept.tag):
            return Download(kept.name, kept.tag, None)
        try:
            return Download(kept.name, kept.tag, kept.file.read())
        except OSError:
            return None  # it is made anew

    def _keep(self, key: Key, inputs: Hashable, made: Download, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            return
        try:
            file = _NamelessFile(content)
        except OSError:
            return  # no room: it is made anew next time
        with self._lock:
            self._kept[key] = _Kept(inputs, made.name, made.tag, file)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_FILES or self._bytes() > MOST_BYTES:
                self._kept.popitem(last=False)

    def _bytes(self) -> int:
        return sum(kept.file.length for kept in self._kept.values())


def _prepared(report: Report, rendering: Rendering) -> tuple[str, str, Document | Records | bytes]:
    """Name a report's file and its tag, and lay it out; JSON is written at once.

    What isn't needed for writing is let go of with this function: of a large region it is half of
    the memory.
    """
    shape = shape_of(report)
    said = report_json(shape)
    tag = sha256(
        b"\0".join((said, rendering.format.encode(), rendering.language.encode()))
    ).hexdigest()[:32]
    laid = laid_out(report, rendering, shape)
    return file_name(report, rendering), tag, said if laid is None else laid
