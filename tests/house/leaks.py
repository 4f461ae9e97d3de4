"""What must not be in the repository: keys, index hosts, paths of the machine that it was made on.

The patterns are written so that they don't find themselves.
"""

import re
from pathlib import Path
from typing import Final

PATTERNS: Final = {
    "a path of the developer's machine": r"(?<![\w.~-])/(?:work|farm|root|tmp/studio)/",
    "the host of a package index": r"[p]ypi[.]org|[p]ythonhosted[.]org|[r]egistry[.]npmjs"
    r"|[d]eb[.]debian[.]org|[c]rates[.]io/api",
    "a setting of a package index": r"(?m)^\s*-(?:i|f|-(?:extra-)?index-url|-find-links)\s",
    "a private key": r"BEGIN [A-Z ]*PRIVATE [K]EY",
    "a credential": r"\b(?:gh[pousr]_\w{30,}|AKIA[0-9A-Z]{16}|xox[abp]-\w{10,})",
}


def violations(path: Path, content: bytes) -> list[str]:
    """Return every leak in one file; what is no text is searched as well."""
    text = content.decode("utf-8", errors="replace")
    return [
        f"{path}: {what}: {found.group()!r}"
        for what, pattern in PATTERNS.items()
        for found in re.finditer(pattern, text)
    ]
