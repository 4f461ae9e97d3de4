"""Lists the mutants of a file: each is the same file with one small fault in it.

The operators are those of mutmut. Its runner is not used: it changes the bodies of undecorated
functions only, and our thresholds are constants of a module, formulas in a table and properties.
Four things differ. A number moves by one both ways (a float by a hundredth of itself), so that each
side of a threshold is tried; a condition is negated; a text is replaced once; and what `mypy`
refuses is not tried: `None` in place of a value, or a call without an argument that has no default.
Annotations, decorators, docstrings, what describes a field in the documentation of the API, and
what only asserts, as `strict=True` and a `case` of `assert_never` do, are left alone.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what it changes, and the whole text of the file that has it."""

    path: str
    function: str  # the qualified name around it; "" at the top of the module
    line: int
    lines: range  # of the statement, up to the fault
    before: str  # the lines that differ, stripped and joined
    after: str
    text: str

    @property
    def key(self) -> str:
        """What this mutant is called in files: the same after its lines have moved."""
        return f"{self.path}::{self.function}: {self.before} -> {self.after}"


def mutants_of(path: str, text: str) -> list[Mutant]:
    """Return every mutant of a file in the order of its lines, none of them twice."""
    wrapper = MetadataWrapper(cst.parse_module(text))
    visitor = _Visitor()
    wrapper.visit(visitor)
    found: dict[str, Mutant] = {}
    for place, old, new in visitor.found:
        mutated = cast("cst.Module", wrapper.module.deep_replace(old, new)).code
        if mutated != text and _compiles(mutated):
            found.setdefault(mutated, _mutant(path, place, text, mutated))
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.after))


@dataclass(frozen=True)
class _Place:
    function: str
    line: int
    lines: range


def _mutant(path: str, place: _Place, text: str, mutated: str) -> Mutant:
    before, after = _changed(text, mutated)
    return Mutant(path, place.function, place.line, place.lines, before, after, mutated)


def _changed(text: str, mutated: str) -> tuple[str, str]:
    lines, others = text.splitlines(), mutated.splitlines()
    matcher = difflib.SequenceMatcher(None, lines, others, autojunk=False)
    edits = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    first, last = edits[0], edits[-1]
    return _joined(lines[first[1] : last[2]]), _joined(others[first[3] : last[4]])


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line.strip() for line in lines)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _number(node: cst.BaseNumber) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Integer):
        value = node.evaluated_value
        yield node.with_changes(value=str(value + 1))
        yield cst.parse_expression(f"({value - 1})" if value == 0 else str(value - 1))
    elif isinstance(node, cst.Float):
        step = abs(node.evaluated_value) / 100 or 0.01
        yield node.with_changes(value=repr(node.evaluated_value + step))
        yield cst.parse_expression(f"({node.evaluated_value - step!r})")


def _text(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    yield from list(mutators.operator_string(node))[:1]


_LEFT_ALONE: Final = ("description", "examples", "strict")


def _is_left_alone(node: cst.CSTNode) -> bool:
    """Tell arguments that say or assert something, and change nothing."""
    if not isinstance(node, cst.Arg) or node.keyword is None:
        return False
    return node.keyword.value in _LEFT_ALONE


def _argument(node: cst.Call) -> Iterator[cst.CSTNode]:
    for index, argument in enumerate(node.args):
        if _is_left_alone(argument):
            continue
        if argument.keyword or 0 < index == len(node.args) - 1:
            yield node.with_changes(args=[*node.args[:index], *node.args[index + 1 :]])


def _match(node: cst.Match) -> Iterator[cst.CSTNode]:
    for index, case in enumerate(node.cases):
        if len(node.cases) > 1 and not _asserts_never(case):
            yield node.with_changes(cases=[*node.cases[:index], *node.cases[index + 1 :]])


def _asserts_never(case: cst.MatchCase) -> bool:
    return cst.Module([]).code_for_node(case.body).strip().startswith("assert_never(")


def _condition(node: cst.If | cst.While | cst.CompIf) -> Iterator[cst.CSTNode]:
    if isinstance(node.test, cst.Name | cst.Attribute | cst.Call):
        negated = cst.UnaryOperation(operator=cst.Not(), expression=node.test)
        yield node.with_changes(test=negated)


def _nothing(_: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield from ()


_OURS: Final[Mapping[Any, Any]] = {
    mutators.operator_number: _number,
    mutators.operator_string: _text,
    mutators.operator_arg_removal: _argument,
    mutators.operator_match: _match,
    mutators.operator_assignment: _nothing,
}
_OPERATORS: Final = (
    *((kind, _OURS.get(operator, operator)) for kind, operator in mutators.mutation_operators),
    (cst.If | cst.While | cst.CompIf, _condition),
)


class _Visitor(cst.CSTVisitor):
    """Applies every operator to every node that may be changed."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[_Place, cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []
        self._statement = (1, 1)
        self._matches: list[tuple[int, int]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
            return False
        if _is_docstring(node) or _is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
        if isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            self._statement = self._lines(node)
        if isinstance(node, cst.Match):
            self._matches.append(self._statement)
        if isinstance(node, cst.MatchCase):  # Python doesn't trace each `case` that it looks at
            self._statement = self._matches[-1]
        self._mutate(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._names.pop()
        if isinstance(original_node, cst.Match):
            self._matches.pop()

    def _mutate(self, node: cst.CSTNode) -> None:
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                place = self._place(node)
                self.found += [(place, node, new) for new in operator(node)]

    def _place(self, node: cst.CSTNode) -> _Place:
        first_line, last_line = self._statement
        line = first_line
        if _has_lines(node):
            line, last_line = self._lines(node)
        return _Place(".".join(self._names), line, range(first_line, last_line + 1))

    def _lines(self, node: cst.CSTNode) -> tuple[int, int]:
        span = self.get_metadata(PositionProvider, node)
        return span.start.line, span.end.line


def _has_lines(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.BaseExpression | cst.BaseSmallStatement)


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, cst.BaseString | cst.ConcatenatedString
    )
