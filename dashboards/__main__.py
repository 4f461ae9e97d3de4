"""`platzfrei-dashboards`, also as `python -m dashboards`: what holds for each of its commands.

A missing extra is one sentence. Nobody who reads on, and Ctrl-C, are the end and no fault.
"""

import os
import sys

from contract.exit_codes import INTERRUPTED, MISCONFIGURED, NOBODY_READS
from contract.extras import is_of_others, missing_extra


def main() -> int:
    """Run one command and return its exit status."""
    try:
        return _run()
    except ModuleNotFoundError as error:
        if not is_of_others(error.name):
            raise
        package = (error.name or "").partition(".")[0]
        sys.stderr.write(
            missing_extra("platzfrei-dashboards", "dashboards", package, sys.executable) + "\n"
        )
        return MISCONFIGURED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter complains at its end
        return NOBODY_READS


def _run() -> int:
    from dashboards.cli import main as run  # noqa: PLC0415 - what isn't installed is told

    try:
        return run()
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a closed pipe is told from a fault


if __name__ == "__main__":
    sys.exit(main())
