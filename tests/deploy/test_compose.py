"""compose.yaml: nothing is open, nothing secret stands in it, and all that it names is there."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import hub.config
from tests.house.tree import ROOT

DEPLOY = ROOT / "deploy"
STACK: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SECRET_WORDS = re.compile("PASSWORD|TOKEN|SECRET|KEY")
GENERATED = ("../dashboards/",)
"""Folders that another part of this checkout fills."""


def problems(stack: dict[str, Any]) -> list[str]:
    """Return what is wrong with a stack."""
    found = [
        text for name, service in stack["services"].items() for text in _of_service(name, service)
    ]
    used = {
        mount.partition(":")[0]
        for service in stack["services"].values()
        for mount in _mounts(service)
    }
    named = {source for source in used if not source.startswith(".")}
    return found + [f"volume {name}" for name in sorted(named ^ set(stack["volumes"]))]


def _mounts(service: dict[str, Any]) -> list[str]:
    mounts: list[str] = service.get("volumes", [])
    return [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", mount) for mount in mounts]


def _of_service(name: str, service: dict[str, Any]) -> Iterator[str]:
    if not re.fullmatch(r"[a-z/-]+:\d+\.\d+\.\d+", service["image"]):
        yield f"{name}: image {service['image']} is not pinned by its version"
    if service["restart"] != "no" and "healthcheck" not in service:
        yield f"{name}: no health check"
    for port in service.get("ports", ()):
        if not port.startswith("127.0.0.1:"):
            yield f"{name}: port {port} is open to others"
    yield from _of_environment(name, service.get("environment", {}))
    yield from _of_mounts(name, _mounts(service))
    if service.get("privileged") or service.get("network_mode") == "host":
        yield f"{name}: has the run of the machine"
    if "no-new-privileges:true" not in service["security_opt"]:
        yield f"{name}: may gain privileges"


def _of_environment(name: str, environment: dict[str, Any]) -> Iterator[str]:
    for key, value in environment.items():
        is_path = key.endswith("_FILE") or str(value).startswith("$$__file{/run/")
        is_path |= value in {"true", "false"}
        if SECRET_WORDS.search(key) and not is_path:
            yield f"{name}: {key} stands in the environment"


def _of_mounts(name: str, mounts: list[str]) -> Iterator[str]:
    for mount in mounts:
        source = mount.partition(":")[0]
        is_there = source.startswith(GENERATED) or (DEPLOY / source).exists()
        if source.startswith(".") and not is_there:
            yield f"{name}: {source} is missing"
        if source.startswith(".") and not mount.endswith(":ro"):
            yield f"{name}: {source} can be changed"


def test_nothing_is_wrong_with_the_stack() -> None:
    """Pinned images, health checks, loopback ports, secrets in files, mounts that are there."""
    assert problems(STACK) == []


SPOILS: list[tuple[str, str, Any]] = [
    ("hub", "image", "platzfrei-hub:latest"),
    ("hub", "image", "platzfrei-hub"),
    ("hub", "ports", ["8000:8000"]),
    ("hub", "ports", ["0.0.0.0:8000:8000"]),
    ("hub", "environment", {"MQTT_PASSWORD": "hub"}),
    ("hub", "volumes", ["./compose/none.toml:/x:ro"]),
    ("hub", "volumes", ["./compose/hub.toml:/x"]),
    ("hub", "volumes", ["unnamed:/x"]),
    ("hub", "privileged", True),
    ("hub", "network_mode", "host"),
    ("hub", "security_opt", []),
    ("hub", "healthcheck", None),
]


@pytest.mark.parametrize(("name", "key", "value"), SPOILS)
def test_what_would_be_wrong_is_found(name: str, key: str, value: object) -> None:
    """Each rule can fail."""
    spoilt = copy.deepcopy(STACK)
    if value is None:
        del spoilt["services"][name][key]
    else:
        spoilt["services"][name][key] = value
    assert problems(spoilt)


def test_what_others_wait_for_comes() -> None:
    """Every condition can be met: healthy needs a health check, completed needs an end."""
    services = STACK["services"]
    for name, service in services.items():
        for other, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in services[other], name
            else:
                assert wanted["condition"] == "service_completed_successfully"
                assert services[other]["restart"] == "no", name


def test_nobody_waits_in_a_circle() -> None:
    """There is an order in which all can start."""
    waiting = {
        name: set(service.get("depends_on", ())) for name, service in STACK["services"].items()
    }
    while ready := {name for name, others in waiting.items() if not others}:
        waiting = {name: others - ready for name, others in waiting.items() if name not in ready}
    assert waiting == {}


def test_each_secret_is_seen_by_who_needs_it() -> None:
    """A volume of secrets belongs to one running service; only what makes them sees more."""
    seen = {
        name: {mount.partition(":")[0] for mount in _mounts(one) if "-secrets" in mount}
        for name, one in STACK["services"].items()
        if one["restart"] != "no"
    }
    assert seen == {
        "mosquitto": {"mosquitto-secrets"},
        "influxdb": {"influxdb-secrets"},
        "hub": {"hub-secrets"},
        "grafana": {"grafana-secrets"},
    }
    for name, service in STACK["services"].items():
        if service["restart"] != "no":
            assert all(one.endswith(":ro") for one in _mounts(service) if "-secrets" in one), name


def test_the_long_running_are_no_root() -> None:
    """InfluxDB alone starts as root, and gives it up by itself."""
    users = {name: service.get("user", "") for name, service in STACK["services"].items()}
    image = (DEPLOY / "Dockerfile").read_text()
    assert users["mosquitto"].startswith("1883:")
    assert users["grafana"].startswith("472:")
    assert "USER 10001:10001" in image


def test_the_hub_of_the_stack_finds_the_others() -> None:
    """Names and ports of hub.toml are those of the stack; the hub's MQTT port isn't published."""
    config = hub.config.load(DEPLOY / "compose" / "hub.toml")
    services = STACK["services"]
    assert config.mqtt.host in services
    assert config.mqtt.port == 1884
    assert not any(str(config.mqtt.port) in port for port in services["mosquitto"]["ports"])
    store = config.store
    assert isinstance(store, hub.config.InfluxStoreConfig)
    assert store.url == services["grafana"]["environment"]["PLATZFREI_INFLUX_URL"]
    grafana = services["grafana"]["environment"]
    assert (store.bucket, store.recent_bucket) == (
        grafana["PLATZFREI_INFLUX_BUCKET"],
        grafana["PLATZFREI_INFLUX_RECENT_BUCKET"],
    )
    assert store.raw_bucket not in grafana.values()
    assert store.org == services["influxdb"]["environment"]["DOCKER_INFLUXDB_INIT_ORG"]
    listening = services["hub"]["ports"][0].rpartition(":")[2]
    assert listening == str(config.http.port)


def test_secrets_are_where_the_configuration_looks() -> None:
    """Each file that hub.toml names is one that the scripts make."""
    config = hub.config.load(DEPLOY / "compose" / "hub.toml")
    made = "".join(
        (DEPLOY / "compose" / name).read_text() for name in ("make-secrets.sh", "make-tokens.sh")
    )
    store = config.store
    assert isinstance(store, hub.config.InfluxStoreConfig)
    for file in (config.mqtt.password_file, config.http.token_hash_file, store.token_file):
        assert isinstance(file, Path)
        assert file.parent == Path("/run/platzfrei")
        assert f"hub/{file.name}" in made


GRAFANA = STACK["services"]["grafana"]
ALERTS = sorted((DEPLOY / "compose" / "alerts").iterdir())


@pytest.mark.parametrize("chosen", ALERTS, ids=lambda path: path.name)
def test_grafana_is_told_all_that_its_files_ask(chosen: Path) -> None:
    """Each variable of its provisioning is set, in braces: else no file that it names is read."""
    files = [*(ROOT / "dashboards" / "provisioning").rglob("*.yaml"), chosen]
    text = "".join(path.read_text() for path in files)
    assert re.findall(r"\$PLATZFREI", text) == []
    asked = set(re.findall(r"\$\{(PLATZFREI_\w+)\}", text))
    assert {"PLATZFREI_INFLUX_READ_TOKEN", "PLATZFREI_DASHBOARDS"} <= asked
    assert asked <= set(GRAFANA["environment"])


def test_every_file_of_provisioning_is_where_grafana_looks() -> None:
    """Folder by folder, and the chosen contact point beside the rules."""
    inside = {mount.split(":")[1]: mount.split(":")[0] for mount in _mounts(GRAFANA)}
    for path in (ROOT / "dashboards" / "provisioning").rglob("*.yaml"):
        place = path.relative_to(ROOT / "dashboards" / "provisioning")
        ours = f"../dashboards/provisioning/{place}"
        there = f"/etc/grafana/provisioning/{place}"
        assert inside.get(there, inside.get(str(Path(there).parent))) in {
            ours,
            str(Path(ours).parent),
        }
    chosen = inside["/etc/grafana/provisioning/alerting/contact.yaml"]
    assert DEPLOY / chosen in ALERTS


@pytest.mark.parametrize("name", ["email.yaml", "webhook.yaml"])
def test_alerts_reach_the_contact_point_of_the_stack(name: str) -> None:
    """The policy of the stack's own Grafana names the contact point of the same file."""
    found = yaml.safe_load((DEPLOY / "compose" / "alerts" / name).read_text())
    (point,), (policy,) = found["contactPoints"], found["policies"]
    assert policy["receiver"] == point["name"]
    (receiver,) = point["receivers"]
    assert receiver["type"] == name.removesuffix(".yaml")
    assert all(str(value).startswith("${PLATZFREI_") for value in receiver["settings"].values())


def test_grafana_calls_nobody() -> None:
    """No counters, no news, no pictures of users, no plugins, no keys of plugins, no snapshots."""
    told = GRAFANA["environment"]
    off = {
        "GF_ANALYTICS_REPORTING_ENABLED",
        "GF_ANALYTICS_CHECK_FOR_UPDATES",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
        "GF_NEWS_NEWS_FEED_ENABLED",
        "GF_SNAPSHOTS_EXTERNAL_ENABLED",
        "GF_PLUGINS_PLUGIN_ADMIN_ENABLED",
    }
    on = {
        "GF_SECURITY_DISABLE_GRAVATAR",
        "GF_PLUGINS_PREINSTALL_DISABLED",
        "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED",
    }
    assert {name for name in off if told.get(name) != "false"} == set()
    assert {name for name in on if told.get(name) != "true"} == set()


def test_grafana_speaks_german_and_opens_with_the_region() -> None:
    """In the browser's way of writing numbers and the region's time zone; the file is there."""
    told = GRAFANA["environment"]
    assert told["GF_USERS_DEFAULT_LANGUAGE"] == "de-DE"
    assert told["GF_DATE_FORMATS_USE_BROWSER_LOCALE"] == "true"
    assert told["GF_DATE_FORMATS_DEFAULT_TIMEZONE"] == "Europe/Berlin"
    home = Path(told["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert "../dashboards/json:/etc/platzfrei/dashboards:ro" in _mounts(GRAFANA)
    assert (ROOT / "dashboards/json" / home.relative_to("/etc/platzfrei/dashboards")).is_file()


def test_grafana_starts_without_a_mail_server() -> None:
    """It wants a sender's address with a dot in its domain, even where no mail is sent."""
    told = GRAFANA["environment"]
    assert told["GF_SMTP_ENABLED"] == "${PLATZFREI_SMTP_ENABLED:-false}"
    assert re.fullmatch(r"\$\{PLATZFREI_SMTP_FROM:-\S+@\w+\.\w+\}", told["GF_SMTP_FROM_ADDRESS"])


def test_secrets_of_grafana_are_files_that_are_made() -> None:
    """`$__file{…}` is read by Grafana itself; `…__FILE` only by what starts it in its image."""
    told = GRAFANA["environment"]
    assert not [name for name in told if name.endswith("__FILE")]
    named = re.findall(r"\$\$__file\{/run/platzfrei/([^}]+)\}", " ".join(map(str, told.values())))
    made = "".join(
        (DEPLOY / "compose" / name).read_text() for name in ("make-secrets.sh", "make-tokens.sh")
    )
    assert len(named) == 3
    assert all(f"grafana/{name}" in made for name in named)
