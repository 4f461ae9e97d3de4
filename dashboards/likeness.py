"""When two pieces of JSON say the same. Pure: knows nothing of Grafana but that it rewrites JSON.

Grafana adds keys of its own, and may write 200000000 where it was given 2e8. JSON knows one kind of
number (RFC 8259, section 6), so these are equal. Where Grafana keeps no message, what we wrote
carries a seal, the digest of itself: if it no longer fits, a hand was there since.
"""

import difflib
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

Json = Mapping[str, Any]
_DIFF_LINES: Final = 200


def canonical(value: Any) -> Any:
    """Return the same JSON with every number spelled in one way."""
    match value:
        case Mapping():
            return {key: canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [canonical(item) for item in value]
        case float() if value.is_integer():
            return int(value)
    return value


def has(found: Any, wanted: Any) -> bool:
    """Tell whether all that is wanted is there; there may be more keys."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and has(found[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list | tuple):
        return (
            isinstance(found, list | tuple)
            and len(found) == len(wanted)
            and all(map(has, found, wanted))
        )
    return bool(canonical(found) == canonical(wanted)) and isinstance(found, bool) == isinstance(
        wanted, bool
    )


def shape_of(found: Any, wanted: Any) -> Any:
    """Return of what was found the keys that are wanted, so that a comparison shows no others."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return {key: shape_of(found[key], item) for key, item in wanted.items() if key in found}
    is_list = isinstance(wanted, list | tuple) and isinstance(found, list | tuple)
    if is_list and len(wanted) == len(found):
        return [shape_of(one, other) for one, other in zip(found, wanted, strict=True)]
    return found


def seal_of(value: Any) -> str:
    """Return what tells one content from another, however its numbers are spelled."""
    written = json.dumps(canonical(value), sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


def difference(found: Any, wanted: Any) -> str:
    """Show what a Grafana has, and what ours would make of it."""
    lines = difflib.unified_diff(
        _lines(found), _lines(wanted), "in Grafana", "in this package", n=2, lineterm=""
    )
    shown = list(lines)
    if len(shown) > _DIFF_LINES:
        shown = [*shown[:_DIFF_LINES], f"… {len(shown) - _DIFF_LINES} more lines"]
    return "\n".join(shown)


def _lines(content: Any) -> list[str]:
    return json.dumps(canonical(content), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
