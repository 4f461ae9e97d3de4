"""What edge.toml may say of one sensor: a frozen model per kind, with the defaults of the kind.

It owns the keys and defaults of a sensor. It knows no file and no other sensor: see config.py.
"""

from typing import Annotated, ClassVar, Final, Literal, Self, assert_never

from pydantic import BeforeValidator, Field, model_validator

from contract.configuration import Refused, shown
from edge.configuration.field_types import (
    BeamDebounce,
    Confirmations,
    Debounce,
    Every,
    Flag,
    Hold,
    Id,
    Metres,
    PerMinute,
    Pin,
    Pull,
    Stuck,
    Table,
    Timeout,
    refuse,
)
from edge.decisions.plan import Kind, SensorPlan

_LONGER_THAN_ANYONE_SITS_S: Final = 43_200.0
_FIXED_PULL_UP: Final = frozenset({2, 3})  # the I2C pins have 1.8 kΩ to 3.3 V on the board
_MICROSECONDS: Final = 1_000_000


class _Sensor(Table):
    places: ClassVar[frozenset[str]]

    id: Id
    kind: str
    desk: Id | None = None
    door: Id | None = None
    stuck_s: Stuck = 0.0

    @model_validator(mode="after")
    def _watches_one_place(self) -> Self:
        given = {place for place in ("desk", "door") if getattr(self, place) is not None}
        wanted = " or ".join(sorted(self.places))
        if not given:
            refuse(min(self.places), f"a {self.kind} sensor needs its {wanted}")
        if len(given) > 1:
            refuse("door", "one sensor watches a desk or a door, not both")
        for place in given - self.places:
            refuse(place, f"a {self.kind} sensor watches a {wanted}, not a {place}")
        return self

    @property
    def wiring(self) -> tuple[tuple[str, int], ...]:
        """Every pin that the sensor takes, with its key."""
        raise NotImplementedError

    @property
    def lines(self) -> tuple[int, ...]:
        """The pins whose levels are readings, in the order of their line numbers."""
        return tuple(pin for _, pin in self.wiring)


class _Wired(_Sensor):
    pull: Pull = "up"
    active_high: Flag = False
    debounce_s: Debounce = 0.05
    flapping_per_minute: PerMinute = 600

    @model_validator(mode="before")
    @classmethod
    def _polarity_follows_the_pull(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        usual = cls.model_fields
        pins = given.get("pins", [given.get("pin")])
        if "pull" not in given and isinstance(pins, list | tuple):
            on_fixed = any(pin in _FIXED_PULL_UP for pin in pins if isinstance(pin, int))
            return {**given, "pull": "up"} if on_fixed else given
        turned = [usual["pull"].default, given.get("pull")] in (["up", "down"], ["down", "up"])
        if turned and "active_high" not in given:
            return {**given, "active_high": not usual["active_high"].default}
        return given

    @model_validator(mode="after")
    def _pull_is_possible(self) -> Self:
        for key, pin in self.wiring:
            if pin in _FIXED_PULL_UP and self.pull != "up":
                refuse(key, f'GPIO {pin} has a fixed pull-up: expected pull = "up" or another pin')
        return self

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        return self._planned()

    def _planned(self, *, hold_us: int = 0, timeout_us: int = 0) -> SensorPlan:
        return SensorPlan(
            id=self.id,
            kind=Kind(self.kind),
            desk=self.desk,
            door=self.door,
            line_count=len(self.lines),
            debounce_us=_us(self.debounce_s),
            hold_us=hold_us,
            timeout_us=timeout_us,
            stuck_us=_us(self.stuck_s),
            flapping_per_minute=self.flapping_per_minute,
        )


class _OneLine(_Wired):
    pin: Pin

    @property
    def wiring(self) -> tuple[tuple[str, int], ...]:
        """Every pin that the sensor takes, with its key."""
        return (("pin", self.pin),)


class ContactSensor(_OneLine):
    """A reed contact on a door: active while the door is open."""

    places = frozenset({"door"})

    kind: Literal["contact"] = "contact"
    active_high: Flag = True


class BeamsSensor(_Wired):
    """Two light beams in a doorway, the outer one first: active while interrupted."""

    places = frozenset({"door"})

    kind: Literal["beams"] = "beams"
    pins: tuple[Pin, Pin]
    debounce_s: BeamDebounce = 0.06
    timeout_s: Timeout = 10.0
    flapping_per_minute: PerMinute = 1200
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S

    @property
    def wiring(self) -> tuple[tuple[str, int], ...]:
        """Every pin that the sensor takes, with its key."""
        return tuple((f"pins[{index}]", pin) for index, pin in enumerate(self.pins))

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        return self._planned(timeout_us=_us(self.timeout_s))


class _Holding(_OneLine):
    hold_s: Hold = 0.0

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        return self._planned(hold_us=_us(self.hold_s))


class MotionSensor(_Holding):
    """A passive infrared sensor at a desk: active while something warm moves."""

    places = frozenset({"desk"})

    kind: Literal["motion"] = "motion"
    pull: Pull = "down"
    active_high: Flag = True
    debounce_s: Debounce = 0.0
    hold_s: Hold = 600.0
    flapping_per_minute: PerMinute = 120
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S


class SwitchSensor(_Holding):
    """A seat or pressure switch: active while somebody sits."""

    places = frozenset({"desk"})

    kind: Literal["switch"] = "switch"
    hold_s: Hold = 30.0
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S


class DigitalSensor(_Holding):
    """Any other digital input: active means occupied at a desk, open at a door."""

    places = frozenset({"desk", "door"})

    kind: Literal["digital"] = "digital"
    pull: Pull = "down"
    active_high: Flag = True


class DistanceSensor(_Sensor):
    """An ultrasonic distance sensor: occupied from `near_m` inwards, free from `far_m` outwards."""

    places = frozenset({"desk"})

    kind: Literal["distance"] = "distance"
    trigger: Pin
    echo: Pin
    near_m: Metres = 0.8
    far_m: Metres = 1.0
    confirmations: Confirmations = 3
    every_s: Every = 0.5
    hold_s: Hold = 30.0
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S

    @model_validator(mode="after")
    def _near_is_nearer(self) -> Self:
        if self.near_m >= self.far_m:
            refuse("near_m", f"expected less than far_m, which is {self.far_m}")
        return self

    @property
    def wiring(self) -> tuple[tuple[str, int], ...]:
        """Every pin that the sensor takes, with its key."""
        return (("trigger", self.trigger), ("echo", self.echo))

    @property
    def echo_pull(self) -> Pull:
        """The sensor drives its echo both ways; only the board may pull at it."""
        return "up" if self.echo in _FIXED_PULL_UP else "none"

    @property
    def lines(self) -> tuple[int, ...]:
        """None: a distance is measured, its pins have no level of their own."""
        return ()

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        return SensorPlan(
            id=self.id,
            kind=Kind.DISTANCE,
            desk=self.desk,
            line_count=0,
            hold_us=_us(self.hold_s),
            near_m=self.near_m,
            far_m=self.far_m,
            confirmation_count=self.confirmations,
            stuck_us=_us(self.stuck_s),
        )


def _other_names(kind: Kind) -> tuple[str, ...]:
    """Return what the market calls a kind; a kind also needs its table, and a place in Sensor."""
    match kind:
        case Kind.CONTACT:
            return ("door", "reed")
        case Kind.BEAMS:
            return ("beam",)
        case Kind.MOTION:
            return ("pir",)
        case Kind.SWITCH:
            return ("button", "seat")
        case Kind.DISTANCE:
            return ("sonar", "ultrasonic")
        case Kind.DIGITAL:
            return ("radar",)
        case _:
            assert_never(kind)


_KIND_CALLED: Final = {name: kind.value for kind in Kind for name in _other_names(kind)}


def _of_known_kind(given: object) -> object:
    if not isinstance(given, dict):
        return given
    kinds = [kind.value for kind in Kind]
    kind = given.get("kind")
    if isinstance(kind, str) and kind in kinds:
        return given
    expected = f"expected one of {', '.join(kinds)}"
    if "kind" not in given:
        raise Refused("kind", f"missing; {expected}")
    other = _KIND_CALLED.get(kind.lower()) if isinstance(kind, str) else None
    perhaps = f', perhaps "{other}"' if other else ""
    raise Refused("kind", f"{expected}, not {shown(kind)}{perhaps}")


LevelSensor = ContactSensor | BeamsSensor | MotionSensor | SwitchSensor | DigitalSensor
Sensor = Annotated[
    LevelSensor | DistanceSensor, Field(discriminator="kind"), BeforeValidator(_of_known_kind)
]


def _us(seconds: float) -> int:
    return round(seconds * _MICROSECONDS)
