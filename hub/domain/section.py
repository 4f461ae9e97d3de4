"""The base of every part of the configuration: frozen, strict, and clear about what it refuses.

It knows no file and no format; hub/config.py turns refusals into a file and a path.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Refused(ValueError):
    """One key of a section can't be used; `key` is relative to that section."""

    def __init__(self, key: str, expected: str) -> None:
        super().__init__(f"{key}: {expected}")
        self.key = key
        self.expected = expected


class Section(BaseModel):
    """A table of the configuration. Types are not converted, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        names = {field.alias or name for name, field in cls.model_fields.items()}
        for key in raw:
            if key not in names:
                raise Refused(str(key), f"unknown key; expected one of {', '.join(sorted(names))}")
        return raw
