"""deploy/kubernetes: valid for Kubernetes, nothing runs as root, and all that it names is there.

kubernetes-validate brings the schemas. The overlay is put together here as kustomize does it, as
far as it asks for: files of another folder, and patches by JSON Patch (RFC 6902).
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

import hub.config
from hub.parts import load_part
from tests.house.tree import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
BASE, PARTS = FOLDER / "base", FOLDER / "overlays" / "parts"
VERSIONS = ("1.33", "1.37")
"""The oldest that kubernetes-validate knows and somebody may still run, and the newest."""
SECRETS = frozenset({"mqtt.password", "token.sha256"})

Resource = dict[str, Any]


def built(folder: Path) -> list[Resource]:
    """Return what `kubectl apply --kustomize` would send, but for name suffixes and labels."""
    recipe = yaml.safe_load((folder / "kustomization.yaml").read_text())
    found: list[Resource] = []
    for name in recipe["resources"]:
        place = (folder / name).resolve()
        found += built(place) if place.is_dir() else list(yaml.safe_load_all(place.read_text()))
    for generated in recipe.get("configMapGenerator", ()):
        texts = {name: (folder / name).read_text() for name in generated["files"]}
        found.append(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": generated["name"]},
                "data": texts,
            }
        )
    for patch in recipe.get("patches", ()):
        (target,) = [each for each in found if is_meant(patch["target"], each)]
        for step in yaml.safe_load((folder / patch["path"]).read_text()):
            apply(step, target)
    return found


def is_meant(target: dict[str, str], resource: Resource) -> bool:
    """Tell whether a patch is for a resource."""
    name = resource["metadata"]["name"]
    return (target["kind"], target["name"]) == (resource["kind"], name)


def apply(step: dict[str, Any], to: Resource) -> None:
    """Do one step of a JSON Patch; `replace` needs something to replace."""
    *way, last = (
        each.replace("~1", "/").replace("~0", "~") for each in step["path"].split("/")[1:]
    )
    place: Any = to
    for each in way:
        place = place[int(each)] if isinstance(place, list) else place[each]
    assert step["op"] == "add" or last in place, step
    place[last] = copy.deepcopy(step["value"])


def pods(resources: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """Yield the pod of each workload."""
    for resource in resources:
        if resource["kind"] in {"Deployment", "StatefulSet"}:
            yield resource["metadata"]["name"], resource["spec"]["template"]["spec"]


def problems(resources: list[Resource]) -> list[str]:
    """Return what is wrong with the pods of a set of resources."""
    named = {each["metadata"]["name"] for each in resources if each["kind"] == "ConfigMap"}
    return [text for name, pod in pods(resources) for text in _of_pod(name, pod, named)]


def _of_pod(name: str, pod: Resource, maps: set[str]) -> Iterator[str]:
    context = pod["securityContext"]
    if not (context.get("runAsNonRoot") and context.get("runAsUser") == 10001):
        yield f"{name}: may run as root"
    if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield f"{name}: may call whatever the kernel has"
    if pod.get("automountServiceAccountToken") is not False:
        yield f"{name}: holds a token of the cluster"
    if pod.get("hostNetwork") or pod.get("hostPID"):
        yield f"{name}: has the run of the machine"
    for volume in pod["volumes"]:
        if "hostPath" in volume:
            yield f"{name}: volume {volume['name']} is the machine's own"
        if "configMap" in volume and volume["configMap"]["name"] not in maps:
            yield f"{name}: there is no config map {volume['configMap']['name']}"
    for container in pod["containers"]:
        yield from (f"{name}: {text}" for text in _of_container(container))


def _of_container(container: Resource) -> Iterator[str]:
    context = container.get("securityContext", {})
    if not context.get("readOnlyRootFilesystem"):
        yield "its root can be written"
    if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
        yield "may gain privileges"
    if context.get("capabilities") != {"drop": ["ALL"]}:
        yield "has capabilities"
    if not {"readinessProbe", "livenessProbe"} <= container.keys():
        yield "nobody asks whether it lives"
    if "memory" not in container.get("resources", {}).get("limits", {}):
        yield "may take all memory"
    for variable in container.get("env", ()):
        if "value" in variable or "secretKeyRef" in variable.get("valueFrom", {}):
            yield f"{variable['name']} stands in the environment"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("folder", [BASE, PARTS], ids=lambda folder: folder.name)
def test_the_manifests_are_valid(folder: Path, version: str) -> None:
    """Every resource fits the strict schema of its kind: no key that Kubernetes doesn't know."""
    resources = built(folder)
    assert len(resources) >= 5
    for resource in resources:
        kubernetes_validate.validate(resource, version, strict=True)


def test_an_unknown_key_is_found() -> None:
    """The check above can fail."""
    (workload,) = [each for each in built(BASE) if each["kind"] == "StatefulSet"]
    workload["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(workload, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("folder", [BASE, PARTS], ids=lambda folder: folder.name)
def test_nothing_is_wrong_with_the_pods(folder: Path) -> None:
    """No root, nothing writable but volumes, probes, bounded memory, and no secret in sight."""
    assert problems(built(folder)) == []


SPOILS: dict[str, tuple[str, Any, str]] = {
    "root": ("/securityContext/runAsUser", 0, "may run as root"),
    "kernel": ("/securityContext/seccompProfile", None, "whatever the kernel has"),
    "token": ("/automountServiceAccountToken", True, "a token of the cluster"),
    "network": ("/hostNetwork", True, "the run of the machine"),
    "machine": ("/volumes", [{"name": "x", "hostPath": {"path": "/"}}], "the machine's own"),
    "map": ("/volumes", [{"name": "x", "configMap": {"name": "y"}}], "no config map y"),
    "root file system": ("/containers/0/securityContext/readOnlyRootFilesystem", False, "its root"),
    "privileges": ("/containers/0/securityContext/allowPrivilegeEscalation", True, "may gain"),
    "capabilities": ("/containers/0/securityContext/capabilities", {}, "has capabilities"),
    "probes": ("/containers/0/livenessProbe", None, ""),
    "memory": ("/containers/0/resources", {}, "may take all memory"),
    "secret": ("/containers/0/env", [{"name": "TOKEN", "value": "x"}], "TOKEN stands in the"),
}


@pytest.mark.parametrize(("path", "value", "said"), SPOILS.values(), ids=SPOILS)
def test_what_is_wrong_with_a_pod_is_found(path: str, value: object, said: str) -> None:
    """The checks above can fail, each of them."""
    resources = built(BASE)
    ((_, pod),) = pods(resources)
    apply({"op": "add", "path": path, "value": value}, pod)
    if value is None and not said:
        del pod["containers"][0]["livenessProbe"]
    found = problems(resources)
    assert len(found) == 1
    assert said in found[0]


def test_the_configuration_is_one_that_the_hub_takes() -> None:
    """Secrets are where the pods mount them, the store is in the volume, the broker a cluster."""
    config = hub.config.load(BASE / "hub.toml")
    assert config.http.token_hash_file == Path("/run/platzfrei/token.sha256")
    assert config.mqtt.password_file == Path("/run/platzfrei/mqtt.password")
    assert len(config.mqtt.brokers) == 3
    for _, pod in pods(built(PARTS)):
        mounts = {each["name"]: each["mountPath"] for each in pod["containers"][0]["volumeMounts"]}
        assert (mounts["config"], mounts["secrets"]) == ("/etc/platzfrei", "/run/platzfrei")
        assert mounts.get("store", "/var/lib/platzfrei") == "/var/lib/platzfrei"
    said = (BASE / "kustomization.yaml").read_text()
    assert all(f"--from-file={name}" in said for name in SECRETS)


def test_there_are_as_many_pods_as_parts_and_each_has_spaces() -> None:
    """The number stands in `replicas` and in `--part`; the first pod is the first part."""
    (parts,) = [each for each in built(PARTS) if each["kind"] == "StatefulSet"]
    count, (container,) = parts["spec"]["replicas"], parts["spec"]["template"]["spec"]["containers"]
    assert f"$(PART)/{count}" in container["args"]
    assert parts["spec"]["ordinals"]["start"] == 1
    shares = [load_part(BASE / "hub.toml", f"{number}/{count}") for number in range(1, count + 1)]
    assert sum(len(share.spaces) for share in shares) == 2
    (base,) = [each for each in built(BASE) if each["kind"] == "StatefulSet"]
    assert base["spec"]["replicas"] == 1


def test_visitors_meet_the_hub_or_else_the_replicas() -> None:
    """One Service for them in both; nobody is sent to a part of which there are others."""
    for folder, component in ((BASE, "hub"), (PARTS, "live")):
        resources = built(folder)
        (service,) = [
            each
            for each in resources
            if (each["kind"], each["metadata"]["name"]) == ("Service", "platzfrei")
        ]
        selected = service["spec"]["selector"]
        assert selected["app.kubernetes.io/component"] == component
        labels = [
            each["spec"]["template"]["metadata"]["labels"]
            for each in resources
            if each["kind"] in {"Deployment", "StatefulSet"}
        ]
        assert sum(selected.items() <= each.items() for each in labels) == 1


def test_the_image_is_pinned_to_the_version_of_compose() -> None:
    """The same image as in compose.yaml, whose version stands in one place of each folder."""
    stack = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
    for folder in (BASE, PARTS):
        (image,) = yaml.safe_load((folder / "kustomization.yaml").read_text())["images"]
        assert f"{image['newName']}:{image['newTag']}" == stack["services"]["hub"]["image"]
    assert {pod["containers"][0]["image"] for _, pod in pods(built(PARTS))} == {"platzfrei-hub"}
