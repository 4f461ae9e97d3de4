"""The base of every part of the configuration: frozen, strict, and clear about what it refuses.

It knows no file and no format; contract.configuration turns refusals into places and sentences.
"""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the configuration. Types are not converted, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)
