"""What edge and hub each write for themselves, since the contract runs nothing: it stays alike.

Whoever mends one of the two is reminded of the other.
"""

import ast
import re
from typing import Final

import pytest

from tests.house.tree import ROOT

# Two files, and which functions of them are the same; none named: the whole files are.
TWINS: Final = {
    "systemd": ("edge/systemd.py", "hub/systemd.py", ()),
    "beginning": ("edge/__main__.py", "hub/__main__.py", ()),
    "late modules": ("edge/late_modules.py", "hub/late_modules.py", ()),
    "named files": (
        "edge/configuration/files.py",
        "hub/files.py",
        (
            *("_content", "_one_line", "_authority", "_certificate", "_key", "_pem", "_why"),
            *("_refuse_passphrase", "_behind_links", "_writable_place"),
        ),
    ),
    "login": ("edge/mqtt.py", "hub/mqtt_trial.py", ("_reach", "_identify", "_problem", "_answer")),
    "check sums": (
        "edge/delivery/check_sums.py",
        "hub/stores/sqlite/check_sums.py",
        (
            *("check_sum", "with_sum", "is_sound", "sound", "summed", "written", "teach"),
            *("_arguments", "_require_sound"),
        ),
    ),
    "identity": (
        "edge/delivery/identity.py",
        "hub/stores/sqlite/identity.py",
        ("tables_of", "version_by_tables", "has_a_table_of_ours", "_is_harmless"),
    ),
    "place": ("edge/delivery/place.py", "hub/stores/sqlite/place.py", ()),
    "pages": ("edge/delivery/pages.py", "hub/stores/sqlite/pages.py", ()),
    "migrations": (
        "edge/delivery/migration.py",
        "hub/stores/sqlite/migration.py",
        ("newest",),
    ),
}
OTHER_WORDS: Final = {"hub": "edge", "MqttConfig": "Mqtt"}


def code_of(source: str, functions: tuple[str, ...]) -> dict[str, str]:
    """Return what runs of a file, or of some functions, in the words of the edge."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and _is_text(body[0]):
            del body[0]
    parts = [tree] if not functions else _functions(tree, functions)
    return {getattr(part, "name", ""): _in_words_of_the_edge(ast.unparse(part)) for part in parts}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _functions(tree: ast.AST, names: tuple[str, ...]) -> list[ast.AST]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in names
    ]


def _in_words_of_the_edge(code: str) -> str:
    return re.sub(r"\b(\w+)\b", lambda word: OTHER_WORDS.get(word[1], word[1]), code)


@pytest.mark.parametrize(("edge", "hub", "functions"), TWINS.values(), ids=TWINS)
def test_what_both_programs_do_is_done_alike(
    edge: str, hub: str, functions: tuple[str, ...]
) -> None:
    """But for names and docstrings the two are the same."""
    ours, theirs = (code_of((ROOT / path).read_text(), functions) for path in (edge, hub))
    assert ours.keys() == (set(functions) or {""})
    assert ours == theirs


def test_a_difference_is_found() -> None:
    """The rule above can fail; words and docstrings are no difference."""
    edge = 'def run(mqtt: Mqtt) -> str:\n    """One."""\n    return "edge"\n'
    hub = 'def run(mqtt: MqttConfig) -> str:\n    """Other."""\n    return "hub"\n'
    assert code_of(edge, ("run",)) == code_of(hub, ("run",))
    assert code_of(edge, ()) != code_of(hub.replace('"hub"', '"hub" * 2'), ())
