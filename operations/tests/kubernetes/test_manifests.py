"""The manifests, by Kubernetes' own schemas and by rules of ours. Resources of operators have no schema here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import kubernetes_validate  # pyright: ignore[reportMissingTypeStubs] - it has types, and no marker of it
import pytest
import yaml
from pydantic import BaseModel

from base_server.config import BaseServerSettings
from face_server.config import FaceServerSettings
from operations.compose import CHECKOUT
from store_server.config import StoreServerSettings

FOLDER: Final = CHECKOUT / "deploy" / "kubernetes"
OF_OPERATORS: Final = {
    ("Cluster", "postgresql.cnpg.io/v1"),
    ("Redis", "redis.redis.opstreelabs.in/v1beta2"),
    ("Keycloak", "k8s.keycloak.org/v2alpha1"),
}
SETTINGS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "base-server": ("BASE_", BaseServerSettings),
    "store-server": ("STORE_", StoreServerSettings),
    "face-server": ("FACE_", FaceServerSettings),
}

Resource = dict[str, Any]


def _kustomization(folder: Path) -> Resource:
    return yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))


def _resources() -> Iterator[Resource]:
    for name in _kustomization(FOLDER / "base")["resources"]:
        yield from yaml.safe_load_all((FOLDER / "base" / name).read_text(encoding="utf-8"))


RESOURCES: Final = list(_resources())


def _of(kind: str) -> dict[str, Resource]:
    return {resource["metadata"]["name"]: resource for resource in RESOURCES if resource["kind"] == kind}


def _pods() -> dict[str, Resource]:
    return {name: one["spec"]["template"] for kind in ("Deployment", "Job") for name, one in _of(kind).items()}


def test_the_kustomization_names_every_file() -> None:
    files = {path.name for path in (FOLDER / "base").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(_kustomization(FOLDER / "base")["resources"]) == files


@pytest.mark.parametrize(
    "resource",
    [one for one in RESOURCES if (one["kind"], one["apiVersion"]) not in OF_OPERATORS],
    ids=lambda one: f"{one['kind']}-{one['metadata']['name']}",
)
def test_kubernetes_schemas_hold(resource: Resource) -> None:
    kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("overlay", ["small", "national"])
def test_what_an_overlay_changes_is_there(overlay: str) -> None:
    kustomization = _kustomization(FOLDER / "overlays" / overlay)
    assert kustomization["resources"] == ["../../base"]
    for patch in kustomization["patches"]:
        target = patch["target"]
        found = [one for name, one in _of(target["kind"]).items() if target.get("name", name) == name]
        assert found, target
        for operation in yaml.safe_load(patch["patch"]):
            for resource in found:
                _at(resource, operation["path"])


def _at(resource: Resource, path: str) -> Any:
    """Raises KeyError."""
    value: Any = resource
    for part in path.strip("/").split("/"):
        value = value[part]
    return value


@pytest.mark.parametrize("name", sorted(_pods()))
def test_every_pod_is_confined(name: str) -> None:
    pod = _pods()[name]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
        assert "memory" in container["resources"]["limits"]
        _, _, tag = container["image"].partition(":")
        assert tag not in {"", "latest"}
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


@pytest.mark.parametrize("name", sorted(_of("Deployment")))
def test_every_deployment_can_be_replaced_and_scaled(name: str) -> None:
    deployment = _of("Deployment")[name]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    budget, scaler, service = (
        _of("PodDisruptionBudget")[name],
        _of("HorizontalPodAutoscaler")[name],
        _of("Service")[name],
    )
    assert budget["spec"]["selector"]["matchLabels"] == labels
    assert budget["spec"]["minAvailable"] < deployment["spec"]["replicas"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == name
    assert scaler["spec"]["minReplicas"] == deployment["spec"]["replicas"] < scaler["spec"]["maxReplicas"]
    assert service["spec"]["selector"] == labels
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert {port["targetPort"] for port in service["spec"]["ports"]} == ports.keys()
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_variable_is_a_setting(name: str) -> None:
    prefix, settings = SETTINGS[name]
    (container,) = _of("Deployment")[name]["spec"]["template"]["spec"]["containers"]
    for variable in container["env"]:
        assert _is_setting(settings, variable["name"].removeprefix(prefix).lower().split("__")), variable["name"]
        if "valueFrom" in variable:
            reference = variable["valueFrom"]["configMapKeyRef"]
            assert reference["key"] in _of("ConfigMap")[reference["name"]]["data"]


def _is_setting(model: type[BaseModel], path: list[str]) -> bool:
    field = model.model_fields.get(path[0])
    if field is None:
        return False
    nested = [one for one in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(one, type)]
    return len(path) == 1 or any(issubclass(one, BaseModel) and _is_setting(one, path[1:]) for one in nested)


def test_every_pod_has_a_policy_and_peers_allow_each_other() -> None:
    policies = {
        next(iter(policy["spec"]["podSelector"].get("matchLabels", {"": ""}).values())): policy["spec"]
        for policy in _of("NetworkPolicy").values()
        if "matchLabels" in policy["spec"]["podSelector"]
    }
    assert {pod["metadata"]["labels"]["app"] for pod in _pods().values()} <= policies.keys()
    for who, policy in policies.items():
        for rule in policy.get("egress", ()):
            for peer in rule.get("to", ()):
                labels = peer.get("podSelector", {}).get("matchLabels", {})
                if "namespaceSelector" in peer or not labels:
                    continue
                (whom,) = labels.values()
                let_in = [
                    value
                    for entry in policies[whom]["ingress"]
                    for source in entry.get("from", ())
                    for value in source.get("podSelector", {}).get("matchLabels", {}).values()
                    if rule["ports"] == entry.get("ports", rule["ports"])
                ]
                assert who in let_in, f"{who} may ask {whom}, who lets in {let_in}"


def test_only_the_gateway_is_reached_from_outside_and_faces_by_their_server_alone() -> None:
    assert [name for name, one in _of("Service").items() if one["spec"].get("type", "ClusterIP") != "ClusterIP"] == [
        "gateway"
    ]
    assert not _of("Ingress")
    (asked,) = [
        source["podSelector"]["matchLabels"]["app"]
        for entry in _of("NetworkPolicy")["face-server"]["spec"]["ingress"]
        for source in entry["from"]
        if "podSelector" in source
    ]
    assert asked == "base-server"


def test_nothing_secret_is_written_down() -> None:
    assert not _of("Secret")
    wanted = {
        volume["secret"]["secretName"]
        for pod in _pods().values()
        for volume in pod["spec"]["volumes"]
        if "secret" in volume
    }
    guide = (CHECKOUT / "docs" / "guides" / "kubernetes.md").read_text(encoding="utf-8")
    assert [name for name in wanted if f"`{name}`" not in guide] == []
