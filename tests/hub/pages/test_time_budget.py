"""How much time may go into what anybody asks for."""

from hub.pages.time_budget import TimeBudget


def test_a_budget_runs_out_and_grows_again() -> None:
    """So much at once, then a part of the time; what has begun may take longer."""
    budget = TimeBudget(most_s=2.0, per_s=0.2)
    assert budget.is_left(100.0)
    budget.spend(1.5)
    assert budget.is_left(100.0)
    budget.spend(1.0)
    assert not budget.is_left(100.0)
    assert not budget.is_left(102.0)
    assert budget.is_left(103.0)


def test_a_budget_never_grows_beyond_its_size() -> None:
    """A quiet year doesn't pay for a busy hour."""
    budget = TimeBudget(most_s=2.0, per_s=0.2)
    assert budget.is_left(1e9)
    budget.spend(2.0)
    assert not budget.is_left(1e9)
