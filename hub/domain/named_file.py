"""Paths of files as the configuration writes them: relative to the folder of hub.toml.

It opens nothing. Which folder that is comes with pydantic's context, from hub/config.py.
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, ValidationInfo

from contract.configuration import plain, shown

FOLDER: Final = "folder"
"""Key of the context: the folder of hub.toml."""


def _beside_the_file(raw: object, info: ValidationInfo) -> Path:
    if isinstance(raw, Path):
        return raw
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"expected the path of a file, in quotes, not {shown(raw)}")
    folder: Path = (info.context or {}).get(FOLDER, Path())
    try:
        path = folder / Path(plain(raw)).expanduser()
    except RuntimeError:
        raise ValueError(f"expected a user that there is after the ~, not {shown(raw)}") from None
    if not path.name:
        raise ValueError(f"expected the path of a file, in quotes, not {shown(raw)}")
    return path


FilePath = Annotated[Path, BeforeValidator(_beside_the_file)]
