"""What single values of edge.toml may be, and how a combination of them is refused."""

from datetime import date
from typing import Annotated, Final, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field

from contract.configuration import Refused
from contract.topics import ID_PATTERN

_DAY_S: Final = 86_400
MAX_SILENT_DAYS: Final = 3650

Id = Annotated[
    str,
    Field(pattern=ID_PATTERN, description="an id of a-z, 0-9 and -, at most 63 characters"),
]
Pull = Literal["up", "down", "none"]
Pin = Annotated[int, Field(strict=True, ge=0, le=27, description="a BCM number from 0 to 27")]
Flag = Annotated[bool, Field(strict=True)]
Debounce = Annotated[float, Field(strict=True, ge=0, le=10, allow_inf_nan=False)]
BeamDebounce = Annotated[float, Field(strict=True, ge=0.005, le=1, allow_inf_nan=False)]
Hold = Annotated[float, Field(strict=True, ge=0, le=_DAY_S, allow_inf_nan=False)]
Stuck = Annotated[float, Field(strict=True, ge=0, le=30 * _DAY_S, allow_inf_nan=False)]
Timeout = Annotated[float, Field(strict=True, ge=1, le=600, allow_inf_nan=False)]
Every = Annotated[float, Field(strict=True, ge=0.1, le=10, allow_inf_nan=False)]
Metres = Annotated[float, Field(strict=True, ge=0.02, le=4, allow_inf_nan=False)]
PerMinute = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Days = Annotated[float, Field(strict=True, ge=0, le=MAX_SILENT_DAYS, allow_inf_nan=False)]
Day = Annotated[date, Field(strict=True, description="a date without quotes, as 2026-11-28")]
Contacts = Literal["normally_open", "normally_closed"]
Hits = Annotated[int, Field(strict=True, ge=2, le=20)]
Within = Annotated[float, Field(strict=True, ge=0.5, le=600, allow_inf_nan=False)]
Confirmations = Annotated[int, Field(strict=True, ge=1, le=100)]


def refuse(key: str, expected: str) -> NoReturn:
    """Refuse a combination of values. `key` is relative to the model that is being checked."""
    raise Refused(key, expected)


class Table(BaseModel):
    """A frozen table of the file. Unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
