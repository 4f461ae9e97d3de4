"""Another calendar while the hub runs: at once, or from the next full minute on."""

from datetime import date

from hub.domain.space import OutOfService, SpaceConfig
from hub.spaces_now import Amendment
from tests.hub.small_hub import Hub, protected_hub
from tests.hub.spaces import closed_on

TODAY = date(2026, 3, 2)


def out_of_service() -> Amendment:
    """Take the space's first desk out of service for today."""

    def amended(space: SpaceConfig) -> SpaceConfig:
        out = OutOfService.model_validate({"from": TODAY, "to": TODAY})
        first, *others = space.desks
        desks = (first.model_copy(update={"out_of_service": (out,)}), *others)
        return space.model_copy(update={"desks": desks})

    return amended


def an_open_hub(small_count: int) -> Hub:
    """Return a hub whose space is open, as its visitors see."""
    hub = protected_hub(small_count=small_count)
    hub.agent().says({f"d{n}": "free" for n in range(1, 9)})
    hub.run(45)
    assert hub.body().opening.state == "open"
    return hub


def test_an_unprotected_space_is_closed_with_the_next_tick() -> None:
    """And opens again as soon as that is taken back; whoever waits for changes is woken."""
    hub = an_open_hub(0)
    with hub.live.change_signal() as signal:
        hub.spaces.amend("people", closed_on(TODAY))
        hub.run(1)
        assert (hub.body().opening.state, hub.body().opening.reason) == ("closed", "Umbau")
        assert signal.take() == ("hof",)
    hub.spaces.amend("people", lambda space: space)
    hub.run(1)
    assert hub.body().opening.state == "open"


def test_a_protected_space_is_closed_at_the_next_full_minute() -> None:
    """Until then nothing moves, and afterwards nothing is told of single people."""
    hub = an_open_hub(3)
    hub.spaces.amend("people", closed_on(TODAY))
    hub.run(54)
    assert hub.body().opening.state == "open"
    hub.run(1)
    assert (hub.body().opening.state, hub.body().opening.reason) == ("closed", "Umbau")


def test_a_desk_out_of_service_is_none() -> None:
    """In both kinds of space."""
    for small_count in (0, 3):
        hub = an_open_hub(small_count)
        hub.spaces.amend("people", out_of_service())
        hub.run(60)
        assert hub.body().desks.total == 7
