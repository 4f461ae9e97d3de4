"""`targets.toml`: what was agreed with the funder, per indicator, and whether it was reached.

    [[target]]
    indicator = "utilisation"        # an id of the metric dictionary
    space = "bahnhof-wiesenburg"     # left out: all spaces together
    baseline = 0.12                  # optional; ratios from 0 to 1, hours in hours
    target = 0.25
    wanted = "at_least"              # or "at_most"

Owns the file's shape, and the judgement: a lower bound proves enough or too much, nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from contract.configuration import Refused
from hub.config import read_section
from hub.domain.indicators import Figure, Indicator, Standing
from hub.domain.section import Section
from hub.domain.space import Id
from hub.domain.target import is_of_one_space, is_share
from hub.errors import ConfigError
from hub.reports.model import Goal, Part, Target, Wanted


def _known_indicator(text: object) -> Indicator:
    if text in tuple(Indicator):
        return Indicator(str(text))
    raise ValueError(f"expected one of {', '.join(Indicator)}")


class TargetConfig(Section):
    """One target. `wanted` says which way it points."""

    indicator: Annotated[Indicator, BeforeValidator(_known_indicator)]
    space: Id | None = None
    baseline: Annotated[float, Field(ge=0)] | None = None
    target: Annotated[float, Field(ge=0)]
    wanted: Literal["at_least", "at_most"] = "at_least"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.space is None and is_of_one_space(self.indicator):
            raise Refused("space", "is missing: peaks of several spaces have nothing in common")
        if is_share(self.indicator):
            for key, value in (("baseline", self.baseline), ("target", self.target)):
                if value is not None and value > 1:
                    raise Refused(key, "expected a ratio from 0 to 1, such as 0.25 for 25 %")
        return self


class TargetsConfig(Section):
    """All that `targets.toml` says."""

    targets: Annotated[tuple[TargetConfig, ...], Field(strict=False, alias="target", min_length=1)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        seen: set[tuple[Indicator, str | None]] = set()
        for index, target in enumerate(self.targets):
            if (target.indicator, target.space) in seen:
                raise Refused(f"target[{index}]", "there is a target for the same already")
            seen.add((target.indicator, target.space))
        return self


def load_targets(path: Path, space_ids: Sequence[str]) -> tuple[Target, ...]:
    """Read and check the file at `path`; `space_ids` are those of hub.toml.

    Raises ConfigError, which names the file, the key and what was expected.
    """
    told = read_section(path, TargetsConfig).targets
    for index, target in enumerate(told):
        if target.space is not None and target.space not in space_ids:
            expected = f"hub.toml names no such space; expected one of {', '.join(space_ids)}"
            raise ConfigError(path, f"target number {index + 1}: space", expected)
    return tuple(map(_target, told))


def _target(told: TargetConfig) -> Target:
    return Target(
        indicator=told.indicator,
        space=told.space,
        baseline=None if told.baseline is None else _as_written(told.baseline),
        target=_as_written(told.target),
        wanted=Wanted(told.wanted),
    )


def _as_written(value: float) -> Fraction:
    """Return 0.1 as a tenth, and not as the binary number nearest to it."""
    return Fraction(str(value))


def goals_of(
    targets: Iterable[Target], together: Part, spaces: Iterable[Part], *, is_exact: bool = True
) -> Iterator[Goal]:
    """Yield the targets that this report can say something about.

    A target for all spaces together is none for some of them: the caller leaves it out. Rounded
    figures (`is_exact` false) don't decide what is reached.
    """
    parts = {None: together} | {part.space: part for part in spaces}
    for target in targets:
        if target.space in parts:
            actual = parts[target.space].figure(target.indicator)
            yield Goal(target, actual, _is_reached(target, actual) if is_exact else None)


def _is_reached(target: Target, actual: Figure) -> bool | None:
    """Decide; a lower bound can prove that something is enough or too much, never the contrary."""
    if actual.value is None:
        return None
    is_bound = actual.standing is Standing.AT_LEAST
    if target.wanted is Wanted.AT_LEAST:
        is_enough = actual.value >= target.target
        return None if is_bound and not is_enough else is_enough
    is_too_much = actual.value > target.target
    return None if is_bound and not is_too_much else not is_too_much
