"""How this program writes its log: one line for each record, whatever strangers have put into it.

Topics, receipts, requests and the texts of exceptions are written by others. What would move a
terminal's cursor, turn its text or begin a line of its own is escaped; see contract/printable.py.
"""

import copy
import logging
import sys
import threading
from types import TracebackType
from typing import Final

from contract.printable import printable, quoted_block

_log: Final = logging.getLogger(__name__)


class PrintableFormatter(logging.Formatter):
    """Escapes the message, and indents every line of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback that another handler has written is written anew."""
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """Write what stands on the first line."""
        return printable(super().formatMessage(record))

    def formatException(self, ei: "logging._SysExcInfoType") -> str:  # noqa: N802  logging's name
        """Write a traceback."""
        return quoted_block(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  logging's name
        """Write a stack."""
        return quoted_block(super().formatStack(stack_info))


def begin_log(level: int = logging.INFO) -> None:
    """Write the log to standard error, and there, too, what ends the program or a thread."""
    handler = logging.StreamHandler()
    handler.setFormatter(PrintableFormatter("%(levelname)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    sys.excepthook = _on_end
    threading.excepthook = _on_end_of_thread


def _on_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("ended by a fault", exc_info=(kind, error, trace))


def _on_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread else "?"
        trace = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        _log.critical("thread %s ended by a fault", name, exc_info=trace)
