"""The alerts, by Prometheus's own tool; and every query, asked of a real Prometheus that reads real services."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import yaml
from fastapi import FastAPI

from face_server.faces.metrics import FaceMetrics
from operations.compose import CHECKOUT
from provodnik.embedded.ports import free_port
from provodnik.server.metrics import Metrics
from provodnik.testing.http import served

MONITORING: Final = CHECKOUT / "deploy" / "monitoring"
DASHBOARD: Final = MONITORING / "grafana" / "dashboards" / "provodnik.json"
WAIT_SECONDS: Final = 30


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here: Debian's package prometheus (as root `make test` installs it)")
    return found


@pytest.mark.parametrize(
    "arguments",
    [("check", "config", "prometheus.yml"), ("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")],
    ids=["config", "rules", "tests"],
)
def test_prometheus_takes_it(arguments: tuple[str, ...]) -> None:
    command = [_tool("promtool"), *arguments]
    done = subprocess.run(command, cwd=MONITORING, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _queries() -> dict[str, str]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {panel["title"]: target["expr"] for panel in panels for target in panel["targets"]}
    return asked | {rule["alert"]: rule["expr"] for rule in _rules()}


def test_every_alert_has_a_test() -> None:
    tests = yaml.safe_load((MONITORING / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert {rule["alert"] for rule in _rules()} == fired


def test_the_runbook_knows_every_alert() -> None:
    runbook = (CHECKOUT / "docs" / "guides" / "runbook.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in _rules() if f"**{rule['alert']}**" not in runbook] == []


def test_the_dashboard_is_what_grafana_reads() -> None:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    (source,) = yaml.safe_load(
        (MONITORING / "grafana/provisioning/datasources/prometheus.yml").read_text(encoding="utf-8")
    )["datasources"]
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {source["uid"]}
    places = [tuple(panel["gridPos"][side] for side in "xywh") for panel in dashboard["panels"]]
    assert all(x + width <= 24 for x, _, width, _ in places)
    cells = [(column, row) for x, y, w, h in places for column in range(x, x + w) for row in range(y, y + h)]
    assert len(cells) == len(set(cells))  # no panel lies over another


@pytest.fixture(scope="module")
def faces() -> Generator[str]:
    """face_server's figures, without its networks and workers."""
    app, metrics = FastAPI(), Metrics()
    figures = FaceMetrics(metrics.registry)
    figures.count_unfinished(lambda: 2)
    figures.count_people("passengers", lambda: 3)
    app.include_router(metrics.router())
    with served(app) as url:
        yield url


@pytest.fixture
def prometheus(base_url: str, store_url: str, faces: str, tmp_path: Path) -> Generator[httpx.Client]:
    """A real one, which has read the services twice."""
    targets = {"base_server": base_url, "store_server": store_url, "face_server": faces}
    config = {
        "global": {"scrape_interval": "500ms", "evaluation_interval": "1s"},
        "rule_files": [str(MONITORING / "alerts.yml")],
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": [url.removeprefix("http://")]}]}
            for job, url in targets.items()
        ],
    }
    (tmp_path / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")
    address = f"127.0.0.1:{free_port()}"
    for url in (base_url, store_url):  # so that there are requests and refusals to tell of
        httpx.get(f"{url}/base_api/v1/users/me", trust_env=False)
    command = [
        _tool("prometheus"), f"--config.file={tmp_path / 'prometheus.yml'}", f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address={address}", "--log.level=error",
    ]  # fmt: skip
    with subprocess.Popen(command) as process:
        try:
            with httpx.Client(base_url=f"http://{address}/api/v1", trust_env=False) as http:
                _wait_for(http, len(targets))
                yield http
        finally:
            process.kill()


def _wait_for(http: httpx.Client, targets: int) -> None:
    """Figures that a database is asked for come two seconds after the start."""
    deadline = time.monotonic() + WAIT_SECONDS
    known = 'count(count_over_time(up[1m]) >= 3) == %d and count({__name__=~"incidents_open|items_sold_out"}) == 2'
    while True:
        try:
            if _result(http, known % targets):
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "Prometheus doesn't come to know the services"
        time.sleep(0.2)


def _result(http: httpx.Client, query: str) -> list[dict[str, Any]]:
    answer = http.get("/query", params={"query": query}).json()
    assert answer["status"] == "success", f"{query}: {answer}"
    return answer["data"]["result"]


def test_every_query_holds_of_what_the_services_tell(prometheus: httpx.Client) -> None:
    names = set(prometheus.get("/label/__name__/values").json()["data"])
    asked = _queries()
    unknown = {
        what: missing
        for what, query in asked.items()
        if (missing := [name for name in _metrics(query) if name not in names])
    }
    assert unknown == {}
    for query in asked.values():
        _result(prometheus, query)
    shown = {what for what, query in asked.items() if _result(prometheus, query)}
    silent = {panel for panel in asked if panel not in {rule["alert"] for rule in _rules()}} - shown
    # Of what had no reason to be yet: nobody checked a ticket, no request failed, no robot has an alarm.
    assert silent <= {"Ticket checks and purchases a second", "Share of requests that fail", "Alarms of robots"}


def _metrics(query: str) -> list[str]:
    """The names of the metrics in a query: also of those that it picks by a pattern."""
    picked = [name for names in re.findall(r'__name__=~"([^"]+)"', query) for name in names.split("|")]
    bare = re.sub(r'"[^"]*"|by \([^)]*\)|\{[^}]*\}|\[[^\]]*\]', " ", query)
    functions = set(re.findall(r"\b([a-z_0-9]+)\s*\(", bare)) | {"or", "and", "by"}
    return [*picked, *(word for word in re.findall(r"\b[a-z][a-z_]+\b", bare) if word not in functions)]
