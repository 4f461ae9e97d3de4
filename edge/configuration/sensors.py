"""What edge.toml may say of one sensor: a frozen model per kind, with the defaults of the kind.

It owns the keys and defaults of a sensor. It knows no file and no other sensor: see config.py.
"""

from typing import Annotated, ClassVar, Final, Literal, Self, assert_never, get_args

from pydantic import BeforeValidator, Field, model_validator

from contract.configuration import Refused, shown
from edge.configuration.field_types import (
    BeamDebounce,
    Confirmations,
    Contacts,
    Day,
    Days,
    Debounce,
    Every,
    Flag,
    Hits,
    Hold,
    Id,
    Metres,
    PerMinute,
    Pin,
    Pull,
    Stuck,
    Table,
    Timeout,
    Within,
    refuse,
)
from edge.decisions.plan import Kind, SensorPlan

_LONGER_THAN_ANYONE_SITS_S: Final = 43_200.0
_FIXED_PULL_UP: Final = frozenset({2, 3})  # the I2C pins have 1.8 kΩ to 3.3 V on the board
_WARMS_UP_S: Final = 60.0
_ALTERNATES_S: Final = 60.0
_MEASURED_WITHIN_S: Final = 0.1
_MICROSECONDS: Final = 1_000_000
_SECONDS_A_DAY: Final = 86_400
SILENT_DAYS: Final = 56.0
"""Eight weeks: longer than the summer break of a space."""


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
    def is_fail_safe(self) -> bool:
        """Whether a cut wire can't look as if nobody were there."""
        return False

    @property
    def lines(self) -> tuple[int, ...]:
        """The pins whose levels are readings, in the order of their line numbers."""
        return tuple(pin for _, pin in self.wiring)


class _Wired(_Sensor):
    """A sensor of lines, which only a change proves to be alive."""

    silent_days: Days = SILENT_DAYS
    fitted: Day | None = None
    checked: Day | None = None
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
    def is_fail_safe(self) -> bool:
        """Whether a cut wire can't look as if nobody were there: at rest it holds off the pull."""
        return self.pull == ("up" if self.active_high else "down")

    @model_validator(mode="after")
    def _checked_as_fitted(self) -> Self:
        if self.checked and self.fitted and self.checked < self.fitted:
            refuse("checked", f"expected no day before fitted, which is {self.fitted}")
        return self

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        return self._planned()

    def _planned(
        self,
        *,
        hold_us: int = 0,
        timeout_us: int = 0,
        warm_up_us: int = 0,
        confirm: "Confirm | None" = None,
    ) -> SensorPlan:
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
            silent_us=_us(self.silent_days * _SECONDS_A_DAY),
            warm_up_us=warm_up_us,
            confirm_count=confirm.hits if confirm else 1,
            confirm_within_us=_us(confirm.within_s) if confirm else 0,
            first_look_us=_us(self.debounce_s),
        )


class _OneLine(_Wired):
    pin: Pin
    contacts: Contacts | None = Field(default=None, alias="wiring")

    @model_validator(mode="before")
    @classmethod
    def _polarity_follows_the_contacts(cls, given: object) -> object:
        """Let a contact that is closed at rest hold against the pull: a cut wire is active."""
        if not isinstance(given, dict) or given.get("wiring") not in get_args(Contacts):
            return given
        pin = given.get("pin")
        is_fixed = isinstance(pin, int) and pin in _FIXED_PULL_UP
        pull = given.get("pull", "up" if is_fixed else cls.model_fields["pull"].default)
        is_closed_at_rest = given["wiring"] == "normally_closed"
        if pull == "none":
            refuse("wiring", 'expected no wiring with pull = "none": then a cut wire has no level')
        active_high = (pull == "up") is is_closed_at_rest
        if given.get("active_high", active_high) is not active_high:
            refuse("active_high", "expected no active_high beside wiring, which says it already")
        return {**given, "pull": pull, "active_high": active_high}

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


class Confirm(Table):
    """How many pulses within how many seconds say that somebody came."""

    hits: Hits = 2
    within_s: Within = 10.0


class _Moving(_Holding):
    warm_up_s: Hold = 0.0
    confirm: Confirm | None = None

    @model_validator(mode="after")
    def _confirmed_within_the_hold(self) -> Self:
        if self.confirm is not None and self.confirm.within_s > self.hold_s:
            refuse("confirm.within_s", f"expected at most hold_s, which is {self.hold_s}")
        return self

    @property
    def plan(self) -> SensorPlan:
        """How this sensor is read."""
        warm_up_us = _us(self.warm_up_s)
        return self._planned(hold_us=_us(self.hold_s), warm_up_us=warm_up_us, confirm=self.confirm)


class MotionSensor(_Moving):
    """A passive infrared sensor at a desk: active while something warm moves."""

    places = frozenset({"desk"})

    kind: Literal["motion"] = "motion"
    pull: Pull = "down"
    active_high: Flag = True
    debounce_s: Debounce = 0.0
    hold_s: Hold = 600.0
    warm_up_s: Hold = _WARMS_UP_S
    flapping_per_minute: PerMinute = 120
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S


class SwitchSensor(_Holding):
    """A seat or pressure switch: active while somebody sits."""

    places = frozenset({"desk"})

    kind: Literal["switch"] = "switch"
    hold_s: Hold = 30.0
    stuck_s: Stuck = _LONGER_THAN_ANYONE_SITS_S


class DigitalSensor(_Moving):
    """Any other digital input: active means occupied at a desk, open at a door."""

    places = frozenset({"desk", "door"})

    kind: Literal["digital"] = "digital"
    pull: Pull = "down"
    active_high: Flag = True

    @model_validator(mode="before")
    @classmethod
    def _stuck_at_a_desk(cls, given: object) -> object:
        """Call it stuck at a desk only: a door may stand open for days."""
        if isinstance(given, dict) and "door" not in given and "stuck_s" not in given:
            return {**given, "stuck_s": _LONGER_THAN_ANYONE_SITS_S}
        return given


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
    undecided_s: Stuck = 300.0
    flapping_per_minute: PerMinute = 12

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
            flapping_per_minute=self.flapping_per_minute,
            undecided_us=_us(self.undecided_s),
            alternating_us=max(_us(_ALTERNATES_S), 8 * self._confirmed_us),
            first_look_us=self._confirmed_us,
        )

    @property
    def _confirmed_us(self) -> int:
        return _us(self.confirmations * (self.every_s + _MEASURED_WITHIN_S))


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
