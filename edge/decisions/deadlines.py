"""How a decision says when time alone will change it."""

from typing import Final

NEVER_US: Final = 2**63 - 1
"""The deadline of what waits for a reading, not for time."""
