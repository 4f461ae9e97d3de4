"""Why there are no pins: one sentence that says what to do, and never without the reason."""

import os
from pathlib import Path

import pytest

from edge.sensing.board import folder_for_pipes, why_no_pins

NO_LIBRARY = "Falling back from lgpio: No module named 'lgpio'"


def test_a_machine_without_chips_is_told_from_a_pi(tmp_path: Path) -> None:
    """On a laptop nobody looks for a missing package."""
    said = why_no_pins([NO_LIBRARY, "none at all"], tmp_path)
    assert f"there is no {tmp_path}/gpiochip*" in said
    assert said.endswith("(lgpio: No module named 'lgpio'; none at all)")


def test_a_missing_library_is_named_with_its_package(tmp_path: Path) -> None:
    """The chip is there and may be used: what lacks is lgpio."""
    (tmp_path / "gpiochip0").touch()
    assert "apt-get install python3-lgpio" in why_no_pins([NO_LIBRARY], tmp_path)


def test_a_user_outside_of_the_group_is_told_to_join_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the user's name, and the command as it is typed."""
    (tmp_path / "gpiochip0").touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("LOGNAME", "pia")
    said = why_no_pins(["lgpio: can not open gpiochip"], tmp_path)
    assert "the user pia may not use" in said
    assert "sudo usermod --append --groups" in said


def test_another_reason_is_told_as_it_is(tmp_path: Path) -> None:
    """Once, however many backends gave it."""
    (tmp_path / "gpiochip0").touch()
    said = why_no_pins(["no such revision", "no such revision"], tmp_path)
    assert said.endswith("the library for them doesn't start (no such revision)")


def test_pipes_are_made_elsewhere_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative paths mean the same before and after."""
    monkeypatch.chdir(tmp_path)
    with folder_for_pipes():
        used = Path.cwd()
        os.mkfifo("pipe")
    assert used != tmp_path
    assert not used.exists()
    assert Path.cwd() == tmp_path


@pytest.mark.real("root")
def test_a_folder_of_somebody_else_is_no_obstacle(tmp_path: Path) -> None:
    """`sudo -u platzfrei-edge` is typed in the home of whoever installs."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        tmp_path.chmod(0o700)
        os.chdir(tmp_path)
        os.setgroups([])
        os.setuid(65534)
        with folder_for_pipes():
            os.mkfifo("pipe")
        os.write(writing, b"done")
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        assert answer.read() == "done"
