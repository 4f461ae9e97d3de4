"""`platzfrei-hub`, also as `python -m hub`: what holds for each of its commands.

A missing extra is one sentence. Nobody who reads on, and Ctrl-C, are the end and no fault.
A full disk is one sentence, too.
"""

import errno
import os
import sys

from contract.exit_codes import CLOCK_OVER, INTERRUPTED, MISCONFIGURED, NO_ROOM, NOBODY_READS
from contract.extras import is_of_others, missing_extra
from hub.lean_imports import put_off_imports
from hub.private_files import for_the_owner_alone


def main() -> int:
    """Run one command and return its exit status."""
    try:
        with for_the_owner_alone():
            return _run()
    except ModuleNotFoundError as error:
        if not is_of_others(error.name):
            raise
        package = (error.name or "").partition(".")[0]
        said = missing_extra("platzfrei-hub", "hub", package, sys.executable)
        sys.stderr.write(f"{said}\n")
        return MISCONFIGURED
    except OverflowError as error:
        if "_PyTime_t" not in str(error):
            raise
        sys.stderr.write(
            "platzfrei-hub: the machine's clock says a year after 2261: set it right\n"
        )
        return CLOCK_OVER
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _print_no_more()
        return NOBODY_READS
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _print_no_more()
        sys.stderr.write(f"platzfrei-hub: {error.strerror}\n")
        return NO_ROOM


def _print_no_more() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter complains at its end


def _run() -> int:
    put_off_imports()
    from hub.cli import main  # noqa: PLC0415 - what isn't installed is told

    try:
        return main()
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a closed pipe is told from a fault


if __name__ == "__main__":
    sys.exit(main())
