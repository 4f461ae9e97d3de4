"""Which language a page is in: what the address asks for, else what the browser prefers."""

import re
from typing import Final

from hub.reports.text.language import Language

DEFAULT: Final = Language.GERMAN
_LANGUAGES: Final = {language.value: language for language in Language}
_WEIGHT: Final = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def choose(asked: str | None, accept_language: str) -> Language:
    """Choose by `?lang=`, else by Accept-Language (RFC 9110, section 12.5.4), else German."""
    if asked in _LANGUAGES:
        return _LANGUAGES[asked]
    ranges = [_read_range(part) for part in accept_language.split(",")]
    for tag, _ in sorted(ranges, key=lambda each: -each[1]):
        if tag in _LANGUAGES:
            return _LANGUAGES[tag]
    return DEFAULT


def _read_range(part: str) -> tuple[str, float]:
    """Take `en-GB;q=0.8` apart: the language without its region, and its weight."""
    tag, _, parameter = part.strip().partition(";")
    match = _WEIGHT.fullmatch(parameter.strip().lower()) if parameter else None
    weight = float(match.group(1)) if match else float(not parameter)
    primary = tag.strip().lower().partition("-")[0]
    return (primary if weight > 0 else "", weight)
