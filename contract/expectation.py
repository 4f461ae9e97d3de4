"""What a configuration's model expects at one place, in words. Pure.

A place is what an annotation says of it: its type, its bounds, and its own description if it has
one, which then stands for all the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_TRUTH: Final = "true or false"
_DATE: Final = "a date such as 2026-01-31, without quotes"
_PATH: Final = "the path of a file, in quotes"


@dataclass(frozen=True, slots=True)
class Shape:
    """An annotation, taken apart: the types that are possible, and what is said about them."""

    types: tuple[Any, ...]
    marks: tuple[Any, ...] = ()

    @classmethod
    def of(cls, annotation: Any, marks: Sequence[Any] = ()) -> Self:
        """Take an annotation apart; None, which no file can say, is left out."""
        if get_origin(annotation) is Annotated:
            inner, *more = get_args(annotation)
            return cls.of(inner, (*marks, *more))
        if get_origin(annotation) in (Union, UnionType):
            parts = [
                cls.of(argument) for argument in get_args(annotation) if argument is not NoneType
            ]
            types = tuple(kind for part in parts for kind in part.types)
            return cls(types, (*marks, *(mark for part in parts for mark in part.marks)))
        return cls((annotation,), tuple(marks))

    @property
    def models(self) -> tuple[type[BaseModel], ...]:
        """The tables that are possible here."""
        return tuple(
            kind for kind in self.types if isinstance(kind, type) and issubclass(kind, BaseModel)
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a table may have here, in the order of the documentation."""
        named = (field.alias or name for model in self.models for name, field in _fields(model))
        return tuple(dict.fromkeys(named))

    def down(self, location: Sequence[int | str]) -> tuple[list[int | str], "Shape"]:
        """Follow a location of pydantic; return it without its tags, and what is expected there.

        Below an unknown key it ends with the table that doesn't know the key.
        """
        steps: list[int | str] = []
        shape = self
        for step in location:
            below = shape._below(step)
            if below is None and (chosen := shape._tagged(step)) is not None:
                shape = chosen
                continue
            steps.append(step)
            shape = below or shape
        return steps, shape

    def words(self, header: str) -> str:
        """Say what is expected; `header` is what a table here would be called."""
        described = next(filter(None, (_description(mark) for mark in self.marks)), None)
        return described or self._words_of(self.types[0], header)

    def _below(self, step: int | str) -> "Shape | None":
        if isinstance(step, int):
            return self._item(step)
        for model in self.models:
            for name, field in _fields(model):
                if step == (field.alias or name):
                    return Shape.of(field.annotation, (field,))
        return None

    def _item(self, index: int) -> "Shape | None":
        items = get_args(self.types[0]) if get_origin(self.types[0]) is tuple else ()
        if not items:
            return None
        return Shape.of(items[0] if items[-1] is Ellipsis else items[min(index, len(items) - 1)])

    def _tagged(self, step: int | str) -> "Shape | None":
        chosen = tuple(model for model in self.models if step in _tags(model))
        return Shape(chosen, self.marks) if chosen and len(self.models) > 1 else None

    def _words_of(self, kind: Any, header: str) -> str:
        if choices := _choices(kind):
            return _choice(choices)
        if get_origin(kind) is tuple:
            return self._words_of_list(get_args(kind), header)
        if self.models:
            return f"a table, [{header}]"
        if kind in (int, float):
            return ("a whole number" if kind is int else "a number") + self._range()
        if kind in (bool, date):
            return _TRUTH if kind is bool else _DATE
        return _PATH if hasattr(kind, "__fspath__") else f"text in quotes{self._length()}"

    def _words_of_list(self, items: Sequence[Any], header: str) -> str:
        inner = Shape.of(items[0])
        if inner.models:
            least = self._bound("min_length") or 0
            return f"at least one table [[{header}]]" if least else f"tables, each [[{header}]]"
        count = "" if items[-1] is Ellipsis else f" of {len(items)}"
        return f"a list{count} in brackets, each of it {inner.words(header)}"

    def _range(self) -> str:
        low, above = self._bound("ge"), self._bound("gt")
        high, below = self._bound("le"), self._bound("lt")
        if low is not None and high is not None:
            return f" from {low:g} to {high:g}" if high < 1e6 else f" from {low} to {high}"
        texts = ((" from {:g} on", low), (" above {:g}", above), (" up to {:g}", high))
        said = "".join(text.format(bound) for text, bound in texts if bound is not None)
        return said + (f" below {below:g}" if below is not None else "")

    def _length(self) -> str:
        least, most = self._bound("min_length"), self._bound("max_length")
        if most is None:
            return ""
        return f", {least or 0} to {most} characters"

    def _bound(self, name: str) -> Any:
        found = (getattr(mark, name, None) for mark in _flat(self.marks))
        return next((bound for bound in found if bound is not None), None)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    yield from model.model_fields.items()


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    """Return the words by which a table is told from others: its `kind`."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()


def _flat(marks: Sequence[Any]) -> Iterator[Any]:
    for mark in marks:
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)


def _description(mark: Any) -> str | None:
    return mark.description if isinstance(mark, FieldInfo) else None


def _choices(kind: Any) -> Sequence[object]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    return (
        [member.value for member in kind]
        if isinstance(kind, type) and issubclass(kind, Enum)
        else ()
    )


def _choice(values: Sequence[object]) -> str:
    *first, last = (f'"{value}"' if isinstance(value, str) else str(value) for value in values)
    return f"{', '.join(first)} or {last}" if first else last
