"""The demo's folder: its own, and nobody else's."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from hub.config import load
from hub.demo.folder import claim, require_idle
from hub.domain.calendar import Calendar
from hub.domain.site_care import missing, texts_of, unconfirmed
from hub.errors import ConfigError
from hub.pages.assets import load_assets
from hub.pages.picture_assets import pictures_by_space


def test_what_an_earlier_demo_left_is_thrown_away(tmp_path: Path) -> None:
    """Files and folders alike; links are not followed."""
    path, elsewhere = tmp_path / "demo", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    with claim(path) as folder:
        (folder.make("pis") / "outbox.db").touch()
        (path / "platzfrei.db").touch()
        (path / "link").symlink_to(elsewhere)
    with claim(path):
        assert [found.name for found in path.iterdir()] == ["platzfrei-demo.lock"]
    assert (elsewhere / "precious").exists()


def test_what_no_demo_has_made_is_never_touched(tmp_path: Path) -> None:
    """Whoever types --folder ~/Documents keeps them."""
    (tmp_path / "letter").touch()
    with (
        pytest.raises(ConfigError, match="--folder: expected a new or empty folder"),
        claim(tmp_path),
    ):
        pass
    assert [found.name for found in tmp_path.iterdir()] == ["letter"]


def test_two_demos_can_t_share_a_folder(tmp_path: Path) -> None:
    """The second would take the first one's store away."""
    with claim(tmp_path) as folder:
        (tmp_path / "platzfrei.db").touch()
        with pytest.raises(ConfigError, match="another demo is running"), claim(tmp_path):
            pass
        assert (folder.path / "platzfrei.db").exists()


def test_a_folder_that_can_t_be_made_is_the_operator_s_mistake(tmp_path: Path) -> None:
    """Named, without a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="--folder: "), claim(tmp_path / "file" / "demo"):
        pass


def test_its_configuration_is_a_hub_s(tmp_path: Path) -> None:
    """With its ports, a store beside it, and every space since the first day of history.

    Its site lacks nothing but somebody who has read it, and its pictures are there.
    """
    with claim(tmp_path) as folder:
        folder.configure(8123, 1884, date(2026, 3, 1), date(2027, 5, 2))
        folder.issue_token()
        config = load(folder.hub_toml)
        assert (config.http.port, config.mqtt.port) == (8123, 1884)
        assert config.http.token_hash_file == tmp_path / "token.sha256"
        assert {space.since for space in config.spaces} == {date(2026, 3, 1)}
        cafe = Calendar(next(each for each in config.spaces if each.id == "lesecafe-niemegk"))
        for year in (2025, 2026, 2027):
            assert cafe.open_slots(date(year, 12, 24), date(year, 12, 26)) == ()
            assert cafe.open_slots(date(year, 12, 27), date(year, 12, 30))
        assert folder.habits_toml.exists()
        assert missing(config.site) == ()
        assert unconfirmed(config.site, date(2027, 5, 2)) == tuple(texts_of(config.site))
        assert {len(sizes) for sizes in pictures_by_space(config.spaces).values()} == {2}
        assert load_assets(config.site, has_address=False)["logo"].media_type == "image/svg+xml"


def test_every_run_has_its_own_token(tmp_path: Path) -> None:
    """Only its hash is kept."""
    tokens = set[str]()
    for _ in range(2):
        with claim(tmp_path) as folder:
            token = folder.issue_token()
            kept = (tmp_path / "token.sha256").read_text().strip()
            assert kept == sha256(token.encode()).hexdigest()
            tokens.add(token)
    assert len(tokens) == 2


def test_whether_a_demo_runs_is_told_without_a_trace(tmp_path: Path) -> None:
    """Looking makes no folder, keeps no lock and throws nothing away."""
    require_idle(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    with claim(tmp_path) as folder:
        (folder.path / "kept").touch()
        with pytest.raises(ConfigError, match="another demo is running"):
            require_idle(tmp_path)
    require_idle(tmp_path)
    assert (tmp_path / "kept").exists()
