"""How long both sides wait before they try the broker again. A rule, not a clock."""

from typing import Final

_PROMPT_ATTEMPTS: Final = 3
_PROMPT_S: Final = 0.5
_SHORTEST_S: Final = 5.0
_LONGEST_S: Final = 30.0


def reconnect_wait_s(failures: int, jitter: float) -> float:
    """Return the seconds to wait after `failures` connections in a row that did not last.

    The first three come promptly; then never more than one in 5 s, and at least one in 40 s.
    `jitter` is a random number from 0 to 1: it spreads a whole region's edges after a power cut.
    """
    if failures < _PROMPT_ATTEMPTS:
        return _PROMPT_S * (1 + jitter)
    wait = min(_LONGEST_S, _SHORTEST_S * 2.0 ** min(failures - _PROMPT_ATTEMPTS, 10))
    return wait * (1 + jitter / 3)
