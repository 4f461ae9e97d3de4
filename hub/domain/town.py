"""A town that a visitor may choose, and by which name an address speaks of it. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from contract.configuration import Refused, shown
from hub.domain.section import Section

MAX_NAME_LENGTH: Final = 60
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SPELT_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def key_of(name: str) -> str:
    """Return what stands for a town in an address: `Brück (Mark)` is `brueck-mark`."""
    spelt_out = unicodedata.normalize("NFC", name).casefold().translate(_SPELT_OUT)
    letters = unicodedata.normalize("NFKD", spelt_out)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub("-", plain).strip("-")


def _with_a_key(name: str) -> str:
    if not name.isprintable() or len(name) > MAX_NAME_LENGTH or not key_of(name):
        raise ValueError(f"expected a name of 1 to {MAX_NAME_LENGTH} characters, not {shown(name)}")
    return name


class TownConfig(Section):
    """A town, and where it is in degrees (WGS 84)."""

    name: Annotated[str, AfterValidator(_with_a_key)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


def refuse_same_towns(towns: Iterable[TownConfig]) -> None:
    """Raise Refused at the first town that an address couldn't tell from one before it."""
    names: dict[str, str] = {}
    for index, town in enumerate(towns):
        before = names.setdefault(key_of(town.name), town.name)
        if len(names) <= index:
            raise Refused(f"town[{index}].name", f'expected another name than "{before}"')
