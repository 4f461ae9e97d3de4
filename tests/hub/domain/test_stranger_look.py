"""A look for strangers hears what is retained, and little of floods."""

from contract.topics import AgentAddress
from hub.domain.stranger_look import MAX_FAMILIAR, MAX_STRANGE, StrangerLook

KNOWN, GHOST = AgentAddress("hof", "pi"), AgentAddress("hof", "ghost")


def test_what_agents_retain_never_ends_a_look() -> None:
    """However many there are: the stranger may be the last."""
    look = StrangerLook({KNOWN})
    assert not any(look.note(KNOWN, retained=True) for _ in range(10_000))
    assert not look.note(GHOST, retained=True)
    assert look.heard == [GHOST]


def test_a_flood_ends_a_look() -> None:
    """Of an agent, of a stranger, and on topics that are nobody's."""
    for address, retained, at_most in (
        (KNOWN, False, MAX_FAMILIAR),
        (None, False, MAX_FAMILIAR),
        (GHOST, True, MAX_STRANGE),
    ):
        look = StrangerLook({KNOWN})
        heard = [look.note(address, retained=retained) for _ in range(at_most)]
        assert heard == [False] * (at_most - 1) + [True]
        look.note(GHOST, retained=False)
        assert len(look.heard) <= MAX_STRANGE
