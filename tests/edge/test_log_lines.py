"""The log of the program: one line for each record."""

import io
import logging
import subprocess
import sys

import pytest

from edge.log_lines import PrintableFormatter

HOSTILE = "\x1b[2J\x9b1m\u202e\r\nERROR forged\u2028x"


def written(log_it: str) -> str:
    """Run a program that begins its log and does something; return its standard error."""
    program = (
        "import logging, threading\nfrom edge.log_lines import begin_log\nbegin_log()\n"
        f"hostile = {HOSTILE!r}\n{log_it}"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=60, check=False
    )
    return ran.stderr.decode()


def raises(text: str) -> None:
    """Raise an exception with a text of strangers."""
    raise ValueError(text)


@pytest.mark.parametrize(
    "log_it",
    [
        "logging.getLogger('any').warning('topic %s', hostile)",
        "logging.getLogger('any').warning(hostile)",
        "logging.getLogger('any').error('x', exc_info=ValueError(hostile))",
        "logging.getLogger('any').error('x', exc_info=OSError(2, hostile, hostile))",
        "raise ValueError(hostile)",
        "def f():\n raise ValueError(hostile)\nt = threading.Thread(target=f)\nt.start()\nt.join()",
    ],
)
def test_strangers_write_no_line_of_their_own(log_it: str) -> None:
    """In messages, arguments, exceptions, and what ends the program or one of its threads."""
    said = written(log_it)
    assert "ERROR forged" in said
    records = [line for line in said.split("\n") if line and not line.startswith("  | ")]
    assert len(records) == 1
    assert all(one.isprintable() for line in said.split("\n") for one in line)


def test_what_another_handler_has_written_is_written_anew() -> None:
    """A traceback that was formatted before, with its controls, isn't taken over."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(PrintableFormatter("%(message)s"))
    try:
        raises(HOSTILE)
    except ValueError:
        record = logging.LogRecord("x", 40, "x", 1, "x", None, sys.exc_info())
    logging.Formatter().format(record)
    handler.handle(record)
    assert "ERROR forged" in said.getvalue()
    assert all(one.isprintable() for line in said.getvalue().split("\n") for one in line)
