"""`make mutants`, run for real on a house of one rule."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.mutants.miniature import HALF_TESTED, RULE, TESTED, Miniature

MOVED = 'path = "house/rule.py"\nfunction = ""\nbefore = "ENOUGH = 4"\nafter = "ENOUGH = 3"\n'
LISTED = f'[[mutant]]\n{MOVED}reason = "nobody counts to three"\n'


def test_a_threshold_held_from_one_side_fails_and_is_shown(tmp_path: Path) -> None:
    """Place, old and new line are there at a glance; the property's comparison was tried too."""
    ran = Miniature(tmp_path, HALF_TESTED).run()
    assert ran.stdout.splitlines() == [
        "house/rule.py:1 (module)",
        "  - ENOUGH = 4",
        "  + ENOUGH = 3",
        "house: 2 of 3 killed, 66.7 %; 0 more are listed",
        "all: 2 of 3 killed, 66.7 %; 0 more are listed: too few, 95 % are asked for",
    ]
    assert ran.returncode == 1
    assert (tmp_path / "house/rule.py").read_text() == RULE


def test_a_new_test_kills_the_survivor_and_only_that_is_tried_again(tmp_path: Path) -> None:
    """What was killed before stays so: a second run takes as long as what it must find out."""
    house = Miniature(tmp_path, HALF_TESTED)
    house.run()
    house.write("tests/house/test_rule.py", TESTED)
    ran = house.run("house/rule.py")
    assert "3 mutants, 1 tried" in ran.stderr
    assert "3 of 3 killed, 100.0 %" in ran.stdout
    assert ran.returncode == 0


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """The line that was being written counts for nothing, and those before it stand."""
    house = Miniature(tmp_path)
    house.run()
    fates = tmp_path / ".mutants/fates.jsonl"
    fates.write_text(fates.read_text()[:-20])
    ran = house.run()
    assert "3 mutants, 1 tried" in ran.stderr
    assert ran.returncode == 0
    assert "3 mutants, 0 tried" in house.run().stderr


def test_a_changed_file_is_tried_anew(tmp_path: Path) -> None:
    """What was found out about another text says nothing of this one."""
    house = Miniature(tmp_path)
    house.run()
    house.write("house/rule.py", RULE.replace("self.count >= ENOUGH", "ENOUGH <= self.count"))
    assert "3 mutants, 3 tried" in house.run().stderr


def test_a_listed_survivor_counts_for_nothing(tmp_path: Path) -> None:
    """With its reason, what no test kills is out of the score, wherever its line has moved."""
    house = Miniature(tmp_path, HALF_TESTED, rule=f'"""A rule."""\n\n{RULE}')
    house.write("tests/mutants/equivalent.toml", LISTED)
    ran = house.run()
    assert "all: 2 of 2 killed, 100.0 %; 1 more are listed" in ran.stdout
    assert ran.returncode == 0


def test_what_is_listed_for_nothing_is_named(tmp_path: Path) -> None:
    """An entry that a test kills by now, or that changed, is to be taken out."""
    house = Miniature(tmp_path)
    house.write("tests/mutants/equivalent.toml", LISTED)
    ran = house.run()
    assert (
        "listed, but no longer survives or exists: house/rule.py::: ENOUGH = 4 -> ENOUGH = 3"
        in ran.stdout
    )
    assert ran.returncode == 0


def test_a_rule_that_no_test_runs_survives(tmp_path: Path) -> None:
    """No test to run is no test passed."""
    house = Miniature(
        tmp_path, rule=f"{RULE}\n\ndef half(count: int) -> int:\n    return count // 2\n"
    )
    ran = house.run()
    assert "house/rule.py:14 half  no test runs it\n  - return count // 2" in ran.stdout
    assert ran.returncode == 1


RED = "\ndef test_red():\n    assert False\n"
RED_IN_A_FORK = """
import sys

def test_red_in_a_fork():
    assert Seen(4) and "Collector" in str(sys.gettrace())
"""


CONSTANT = """
LOUD = "loud"
"""
OF_A_CONSTANT = """
from house.rule import LOUD

def test_loud():
    assert LOUD == "loud"
"""


def test_a_constant_is_held_by_a_test_that_runs_no_line_of_its_file(tmp_path: Path) -> None:
    """The file's own tests are asked, also where they only look at what was made on import."""
    ran = Miniature(tmp_path, OF_A_CONSTANT, CONSTANT).run()
    assert "all: 1 of 1 killed" in ran.stdout


WAITING = """
import os, time
from pathlib import Path
from house.rule import Seen

def test_enough():
    while not Seen(4).is_enough:
        Path("part").write_text(str(os.getpid()))
        Path("part").replace("waiting")
        time.sleep(0.01)
"""


def test_ended_from_outside_it_leaves_no_fork_behind(tmp_path: Path) -> None:
    """Whoever ends the run ends the tests that it began."""
    waiting = tmp_path / "waiting"
    with Miniature(tmp_path, WAITING).started() as run:
        while not waiting.exists():
            assert run.poll() is None
            time.sleep(0.01)
        while run.poll() is None:  # Python drops an exit that comes while it frees something
            run.terminate()
            time.sleep(0.1)
        assert run.wait() == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(waiting.read_text()), 0)


@pytest.mark.parametrize("test", [RED, RED_IN_A_FORK], ids=["red", "red in a fork"])
def test_red_tests_kill_nothing(tmp_path: Path, test: str) -> None:
    """Tests that fail by themselves are no proof: nothing is tried, and the status is 2."""
    ran = Miniature(tmp_path, TESTED + test).run()
    assert "the tests fail without any mutation" in ran.stderr
    assert (ran.stdout, ran.returncode) == ("", 2)


def test_a_mutant_that_never_ends_is_killed(tmp_path: Path) -> None:
    """It is stopped by the processor's time that it took, however busy the machine is."""
    rule = "def down(left: int) -> int:\n    while left > 0:\n        left -= 1\n    return left\n"
    test = "from house.rule import down\n\ndef test_ends():\n    assert down(3) == 0\n"
    house = Miniature(tmp_path, test, rule)
    trying = (tmp_path / "tests/mutants/trying.py").read_text()
    assert "_IMPORTS_S: Final = 10" in trying
    house.write("tests/mutants/trying.py", trying.replace("_S: Final = 10", "_S: Final = 2"))
    ran = house.run()
    assert "all: 7 of 7 killed" in ran.stdout
    assert ran.returncode == 0


def test_what_is_not_mutated_is_refused(tmp_path: Path) -> None:
    """The message names what was asked for, and what there is."""
    ran = Miniature(tmp_path).run("houses")
    assert ran.stderr == "houses: nothing there is mutated; what is: house\n"
    assert ran.returncode == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[mutant]]\n" + MOVED, "equivalent.toml, mutant 1: missing or unknown: reason"),
        (LISTED + 'why = ""\n', "equivalent.toml, mutant 1: missing or unknown: why"),
        (LISTED.replace("nobody counts to three", " "), "mutant 1: reason: expected a sentence"),
        ("[[mutant", "equivalent.toml: "),
    ],
)
def test_an_unreadable_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """An entry without a reason excuses nothing."""
    house = Miniature(tmp_path)
    house.write("tests/mutants/equivalent.toml", text)
    ran = house.run()
    assert said in ran.stderr
    assert ran.returncode == 2
