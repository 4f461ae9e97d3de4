"""Every InfluxDB of this machine, to run tests against. Imports nothing of the product.

So `tests/conftest.py` costs nothing where no database is asked for: `make mutants` reads it
thousands of times.
"""

from pathlib import Path
from typing import Final

import pytest

from tests.parts.catalogue import all_paths_of

EVERY_INFLUXD: Final = [
    pytest.param(path, id=path.name, marks=pytest.mark.real("influxdb"))
    for path in all_paths_of("influxdb") or [Path("influxd")]
]
"""Every engine on this machine, for `params`: Debian's 1.6, and 2.x where there is one."""
