"""The hub carries one country's holidays, and they are the same."""

import json
import subprocess
import sys

from hub.domain.public_holidays import FEDERAL_STATES, public_holidays

_ASKED = """
import json, sys
from hub.lean_imports import put_off_imports
put_off_imports()
from hub.domain.public_holidays import FEDERAL_STATES, public_holidays
said = {state: [[str(day), name] for day, name in public_holidays(state, 2026).items()]
        for state in FEDERAL_STATES}
put_off_imports()
countries = [name for name in sys.modules if name.startswith("holidays.countries.")]
print(json.dumps([said, countries]))
"""


def test_one_country_is_imported_and_says_the_same() -> None:
    """Germany's module alone, with every state's holidays as the whole library says them."""
    done = subprocess.run(
        [sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True, timeout=300
    )
    said, countries = json.loads(done.stdout)
    assert countries == ["holidays.countries.germany"]
    assert said == {
        state: [[str(day), name] for day, name in public_holidays(state, 2026).items()]
        for state in FEDERAL_STATES
    }


def test_where_all_are_imported_it_changes_nothing() -> None:
    """A program that has them already keeps them."""
    code = (
        "import sys, holidays.countries as all_of_them;"
        "from hub.lean_imports import put_off_imports; put_off_imports();"
        "assert sys.modules['holidays.countries'] is all_of_them"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=300).returncode == 0
