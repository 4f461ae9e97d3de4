"""Which faults are put into a file."""

import pytest

from tests.mutants.mutations import mutants_of


def changes(text: str) -> list[str]:
    """Return what each mutant has in place of the line it changes."""
    return [mutant.after for mutant in mutants_of("rule.py", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LIMIT: Final = 3\n", ["LIMIT: Final = 2", "LIMIT: Final = 4"]),
        ("x = 0\n", ["x = (-1)", "x = 1"]),
        ("x = 0.5\n", ["x = (0.495)", "x = 0.505"]),
        ("x = a < b\n", ["x = a <= b"]),
        ("x = a >= b\n", ["x = a > b"]),
        ("x = a + b\n", ["x = a - b"]),
        ("x = a and b\n", ["x = a or b"]),
        ("x = 'open'\n", ["x = 'XXopenXX'"]),
        ("x = f(a, b)\n", ["x = f(a, )"]),
        ("x = f(a, k=b)\n", ["x = f(a, )"]),
        ("x = f(a)\n", []),
        ("x = lambda a: a.b\n", ["x = lambda a: None"]),
        ("x = not a\n", ["x = a"]),
        ("def f(a):\n    if a:\n        g()\n", ["if not a:"]),
        ("x = [a for a in b if a.c]\n", ["x = [a for a in b if not a.c]"]),
        ("x: Literal[3] = y\n", []),
        ('def f():\n    """At most 3."""\n', []),
        ("@dataclass(frozen=True)\nclass A:\n    pass\n", []),
        ("from a import b\n", []),
        ("x = Field(description='how many', ge=y)\n", ["x = Field(description='how many', )"]),
        ("x = zip(a, b, strict=True)\n", []),
    ],
)
def test_faults_of_a_line(text: str, expected: list[str]) -> None:
    """Each side of a threshold is tried; what isn't executed and what mypy refuses is not."""
    assert changes(text) == expected


def test_a_case_that_only_asserts_is_not_dropped() -> None:
    """What mypy has proved to be never reached can't be noticed by any test."""
    text = "match a:\n    case B():\n        f()\n    case _:\n        assert_never(a)\n"
    assert changes(text) == [""]


def test_constants_tables_and_properties_are_mutated() -> None:
    """That is where our thresholds and formulas are."""
    text = (
        "TABLE = {\n    'a': lambda t: t.x + t.y,\n}\n\n"
        "class A:\n    @property\n    def is_enough(self):\n        return self.x > 1\n"
    )
    found = {(mutant.function, mutant.after) for mutant in mutants_of("rule.py", text)}
    assert ("", "'a': lambda t: t.x - t.y,") in found
    assert ("A.is_enough", "return self.x >= 1") in found


def test_a_mutant_is_known_again_after_its_line_has_moved() -> None:
    """Its key is made of file, function and change, not of a number of a line."""
    text = "def f(a):\n    return a < 2\n"
    moved = f"import os\n\n\n{text}"
    before, after = mutants_of("rule.py", text), mutants_of("rule.py", moved)
    assert [mutant.key for mutant in before] == [mutant.key for mutant in after]
    assert [mutant.line + 3 for mutant in before] == [mutant.line for mutant in after]
    assert before[-1].key == "rule.py::f: return a < 2 -> return a <= 2"


def test_every_mutant_differs_and_compiles() -> None:
    """No fault is counted twice, and none is one of syntax."""
    text = "def f(a, b=1):\n    return (a - 1) * -b if a == 0 else f(a - 1, b=b)\n"
    texts = [mutant.text for mutant in mutants_of("rule.py", text)]
    assert len(texts) == len({*texts, text}) - 1
    for each in texts:
        compile(each, "rule.py", "exec")


def test_a_fault_in_a_case_concerns_whoever_matches_at_all() -> None:
    """Which `case` was looked at isn't traced: all that enter the `match` are asked."""
    text = "match a:\n    case 1:\n        f()\n    case b if b < c:\n        g()\n"
    (guard,) = [mutant for mutant in mutants_of("rule.py", text) if "<=" in mutant.after]
    assert guard.lines == range(1, 6)
