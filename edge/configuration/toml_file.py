"""Reading a TOML file as one frozen model, with every mistake in the operator's words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from contract.configuration import MAX_BYTES, Unreadable, faults_of, table_of
from edge.errors import ConfigError

M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M], context: Mapping[str, object] | None = None) -> M:
    """Read and check a file. Raises ConfigError, which names file, keys and what was expected."""
    raw = _table_in(path)
    try:
        return model.model_validate(raw, context=None if context is None else dict(context))
    except ValidationError as error:
        raise ConfigError.of(path, faults_of(error, model, raw)) from None


def _table_in(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return table_of(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise ConfigError(path, "file", f"expected a readable file ({error.strerror})") from None
    except Unreadable as error:
        raise ConfigError(path, "file", str(error)) from None
