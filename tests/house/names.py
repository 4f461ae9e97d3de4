"""Names that say nothing are not given to files, classes and the variables of loops."""

import ast
import re
from pathlib import Path
from typing import Final

EMPTY_WORDS: Final = frozenset(
    [
        "manager",
        "managers",
        "helper",
        "helpers",
        "util",
        "utils",
        "utility",
        "data",
        "info",
        "infos",
    ]
)
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words(name: str) -> set[str]:
    """Take `SlotHelper`, `slot_helper` or `slot-helper` apart into lower-case words."""
    return {word.lower() for word in _WORDS.findall(name)}


def in_path(path: Path) -> list[str]:
    """Return what is wrong with the name of a file or of a folder above it."""
    found = [f"{path}: says nothing: {word}" for word in sorted(words(str(path)) & EMPTY_WORDS)]
    if path.parts[0] == "tests" and path.name == "__init__.py":
        found.append(f"{path}: tests are no package")
    return found


def in_module(path: Path, source: str) -> list[str]:
    """Return the classes of a module whose names say nothing."""
    classes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return [
        f"{path}: class {node.name} says nothing: {word}"
        for node in classes
        for word in sorted(words(node.name) & EMPTY_WORDS)
    ]


def loops_without_a_noun(path: Path, source: str) -> list[str]:
    """Return where a loop calls what it takes up `one`, which says nothing of what it is."""
    targets = [
        node.target
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.For | ast.comprehension)
    ]
    return [
        f"{path}:{name.lineno}: a loop over `one`"
        for target in targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and name.id == "one"
    ]
