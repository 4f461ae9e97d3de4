"""What `platzfrei-dashboards build` makes of the code: the JSON and the files, and their place."""

from pathlib import Path
from typing import Final

from dashboards.boards.every import EVERY
from dashboards.drawing import draw
from dashboards.files import provisioning_files
from dashboards.words import Language

HERE: Final = Path(__file__).parent


def all_files() -> dict[Path, str]:
    """Return every generated file by its path in this package."""
    drawn = {
        Path("json", language, f"{board.name}.json"): draw(board, language)
        for language in Language
        for board in EVERY
    }
    made = {Path("provisioning", path): text for path, text in provisioning_files().items()}
    return drawn | made


def differing(folder: Path) -> list[Path]:
    """Return the paths whose files are missing, different or too many below a folder."""
    wanted = all_files()
    found = {
        path.relative_to(folder)
        for part in ("json", "provisioning")
        for path in (folder / part).rglob("*")
        if path.is_file()
    }
    wrong = {path for path, text in wanted.items() if _text_of(folder / path) != text}
    return sorted(wrong | (found - set(wanted)))


def write(folder: Path) -> list[Path]:
    """Make the files below a folder what the code says; returns what had to change."""
    wanted = all_files()
    changed = differing(folder)
    for path in changed:
        if path not in wanted:
            (folder / path).unlink()
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(wanted[path], encoding="utf-8")
    return changed


def _text_of(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
