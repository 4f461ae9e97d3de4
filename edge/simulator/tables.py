"""Reading a TOML file as one frozen model, with mistakes in the operator's words."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from edge.errors import ConfigError

M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M]) -> M:
    """Read and check a file. Raises ConfigError, which names file, key and problem."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(path, "file", error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise ConfigError(path, "file", "expected UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, "file", f"expected TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigError(path, _key(first), first["msg"]) from None


def _key(error: ErrorDetails) -> str:
    """Write where an error is as the file would: space[2].opening.mon."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    return "".join(steps).removeprefix(".") or "file"
