"""Lets `python -m edge` be `platzfrei-edge`."""

import sys

from edge.cli import main

sys.exit(main())
