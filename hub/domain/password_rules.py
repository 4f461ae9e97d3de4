"""Which passwords are refused: too short ones, and those that would be guessed first. Pure.

Length counts, not which kinds of characters there are (NIST SP 800-63B, section 3.1.1.2). What is
left of a password once words of ours, the person's own name and rows of keys are taken out must be
long enough still. There is no list of leaked passwords: none is downloaded, none is shipped.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 200
_LEAST_LEFT: Final = 6
"""So many characters must say something of their own."""
_LEAST_DIFFERENT: Final = 5
_LONGEST_PATTERN: Final = 6
_RUN: Final = 4
"""So many keys in a row, or letters of the alphabet, are one."""
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyzäöü",
    "01234567890",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "1q2w3e4r5t6z7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
_WORDS: Final = (
    *("password", "passwort", "passwd", "kennwort", "geheim", "secret", "login", "admin"),
    *("administrator", "hallo", "hello", "welcome", "willkommen", "letmein", "master", "dragon"),
    *("monkey", "schatz", "liebling", "iloveyou", "ichliebedich", "sommer", "winter", "herbst"),
    *("frühling", "summer", "spring", "autumn", "fussball", "football", "baseball", "sunshine"),
    *("sonnenschein", "princess", "prinzessin", "computer", "internet", "test", "changeme"),
    *("default", "user", "root", "raspberry", "platzfrei", "coworking", "arbeitsplatz", "office"),
    *("buero", "büro", "berlin", "brandenburg", "deutschland", "germany", "montag", "freitag"),
    *("januar", "februar", "märz", "april", "juni", "juli", "august", "september", "oktober"),
    *("november", "dezember", "january", "february", "march", "june", "july", "october"),
    *("december", "correcthorsebatterystaple", "trustno1", "starwars", "superman", "batman"),
)
_READ_AS: Final = str.maketrans("013457@$!€", "oieastasie")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


class Weakness(Enum):
    """Why a password is refused."""

    TOO_SHORT = auto()
    TOO_LONG = auto()
    COMMON = auto()
    """It would be among the first that are tried."""


def composed(password: str) -> str:
    """Return a password as it is compared, however a keyboard has written its letters."""
    return unicodedata.normalize("NFKC", password)


def weakness_of(password: str, own_words: Iterable[str] = ()) -> Weakness | None:
    """Judge a password; `own_words` are the person's and the site's, which others know as well."""
    written = composed(password)
    if len(written) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(written) > LONGEST:
        return Weakness.TOO_LONG
    plain = "".join(written.casefold().split())
    known = tuple(_parts_of(own_words))
    said = min(len(_left_of(each, known)) for each in (plain, plain.translate(_READ_AS)))
    is_common = len(set(plain)) < _LEAST_DIFFERENT or _repeats(plain) or said < _LEAST_LEFT
    return Weakness.COMMON if is_common else None


def _parts_of(own_words: Iterable[str]) -> Iterable[str]:
    for words in own_words:
        parts = re.split(r"[\W_]+", composed(words).casefold())
        yield from ("".join(parts), *parts)


def _left_of(plain: str, own_words: tuple[str, ...]) -> str:
    """Take out words, years and rows of keys, the longest first."""
    for word in sorted({*_WORDS, *own_words}, key=len, reverse=True):
        if len(word) > 2:
            plain = plain.replace(word.casefold(), "")
    return _without_rows(_YEAR.sub("", plain))


def _without_rows(plain: str) -> str:
    left, at = [], 0
    while at < len(plain):
        run = _run_at(plain, at)
        if run < _RUN:
            left.append(plain[at])
            run = 1
        at += run
    return "".join(left)


def _run_at(plain: str, at: int) -> int:
    """Return how many characters from here are of one row, forwards or backwards."""
    longest = 1
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        end = at + 1
        while end < len(plain) and plain[at : end + 1] in row:
            end += 1
        longest = max(longest, end - at)
    return longest


def _repeats(plain: str) -> bool:
    """Tell whether it is one short piece again and again, such as "abcabcabcabc"."""
    lengths = range(1, _LONGEST_PATTERN + 1)
    return any(plain[length:] == plain[:-length] for length in lengths)
