"""Laws of the live answer that hold whatever agents do, in whatever order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hub.small_hub import OPEN_ALL_DAY, START, Hub
from tests.hub.spaces import a_space

STEP = st.tuples(
    st.sampled_from(["says", "says", "says", "old", "retained", "dies", "is_born", "wait"]),
    st.integers(0, 900),  # tenths of a second before it
    st.integers(0, 1),  # which agent
    st.lists(st.sampled_from(["free", "occupied", "unknown"]), min_size=3, max_size=3),
)


@settings(deadline=None)
@given(small_count=st.integers(0, 4), steps=st.lists(STEP, max_size=25))
def test_known_never_without_proof_and_sums_hold(
    small_count: int, steps: list[tuple[str, int, int, list[str]]]
) -> None:
    """Whatever comes in which order: no desk is known beyond its ttl, and desks add up."""
    names = ("one", "two")
    desks = [{"id": f"{name}-{n}", "agent": name} for name in names for n in range(3)]
    hub = Hub(a_space(small_count=small_count, opening=OPEN_ALL_DAY, desk=desks))
    agents = [hub.agent(name) for name in names]
    spoke_at = [float("-inf"), float("-inf")]
    for action, tenths, who, states in steps:
        for _ in range(tenths // 10):
            hub.run(1)
            _check(hub, small_count, spoke_at)
        hub.clock.pass_by(tenths % 10 / 10)
        said = {f"{names[who]}-{n}": state for n, state in enumerate(states)}
        match action:
            case "says":
                agents[who].says(said)
                spoke_at[who] = hub.clock.seconds
            case "old":
                agents[who].says(said, at=START - timedelta(days=1), retained=True)
            case "retained":
                agents[who].says(said, at=hub.clock.now - timedelta(seconds=60), retained=True)
                spoke_at[who] = max(spoke_at[who], hub.clock.seconds - 60)
            case "dies":
                agents[who].dies()
                spoke_at[who] = float("-inf")
            case "is_born":
                agents[who].is_born()
                spoke_at[who] = hub.clock.seconds  # takes a will back: no more than a bound here
        hub.live.tick()
        _check(hub, small_count, spoke_at)


def _check(hub: Hub, small_count: int, spoke_at: list[float]) -> None:
    total, busy, unknown, at_least, at_most, capped = hub.figures()
    provable = sum(3 for at in spoke_at if hub.clock.seconds - at <= 150)
    assert total == 6
    assert total - unknown <= provable
    assert 0 <= at_least <= min(at_most, total - unknown)
    assert hub.body().quality == {0: "live", total: "stale"}.get(unknown, "partial")
    assert (busy is None) is capped
    if small_count == 0:
        assert (busy, at_most) == (total - unknown - at_least, at_least + unknown)
    elif capped:
        assert (at_least, at_most) == (max(0, total - unknown - small_count + 1), total)
    elif busy is not None:
        assert small_count <= busy <= total - at_most
        assert (hub.body().observed_at or START).second == 0
