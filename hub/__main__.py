"""Lets `python -m hub` be `platzfrei-hub`."""

import sys

from hub.cli import main

sys.exit(main())
