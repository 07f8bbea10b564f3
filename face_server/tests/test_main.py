"""What face_server shows to whom, and what it says of itself."""

import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr, ValidationError

from face_server.config import FaceServerSettings
from face_server.main import MOST_BYTES, PREFIX
from face_server.testing.replicas import KEY, PSEUDONYM_KEY, SERVICE_TOKEN, Replica, start_replica
from face_server.testing.stamped import face, vector_of
from provodnik.contracts.faces import FaceEnrolment, FaceSearch, NoFace
from provodnik.server.redis_async import RedisSettings

Route = tuple[str, str]

FRAME = {f"{PREFIX}/openapi.json", f"{PREFIX}/docs", "/health/live", "/health/ready", "/metrics"}
NEXT_TOKEN = SecretStr("the-next-token-of-base-server")


def routes_of(app: FastAPI) -> set[Route]:
    return {
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        if route.path is not None and route.path not in FRAME
        for method in route.methods or ()
    }


async def answers(http: httpx.AsyncClient, routes: set[Route], authorization: str | None) -> dict[Route, int]:
    headers = {b"Authorization": authorization.encode()} if authorization else {}
    return {
        (method, path): (
            await http.request(method, re.sub(r"{\w+}", lambda _: str(uuid4()), path), headers=headers, json={})
        ).status_code
        for method, path in routes
    }


def text_of(records: Iterator[logging.LogRecord]) -> str:
    return "\n".join(f"{record.getMessage()} {record.exc_text}" for record in records)


class TestDefaultDeny:
    def test_the_walk_sees_every_route(self, replica: Replica) -> None:
        described = {(method.upper(), path) for path, item in replica.app.openapi()["paths"].items() for method in item}

        assert routes_of(replica.app) == described
        assert len(described) == 13

    @pytest.mark.parametrize(
        "authorization",
        [
            None,
            "Bearer a-token-that-nobody-was-given",
            "Bearer Ключ",
            f"Bearer {KEY.get_secret_value()}",
            f"Basic {SERVICE_TOKEN.get_secret_value()}",
        ],
    )
    async def test_every_route_refuses_no_token_and_a_foreign_one(
        self, replica: Replica, authorization: str | None
    ) -> None:
        routes = routes_of(replica.app)

        assert await answers(replica.http, routes, authorization) == dict.fromkeys(routes, 401)

    async def test_a_token_that_was_replaced_is_as_good_as_none(self, face_settings: FaceServerSettings) -> None:
        changed = face_settings.model_copy(update={"service_token": NEXT_TOKEN})

        async with start_replica(changed) as replica:
            routes = routes_of(replica.app)
            expired = f"Bearer {SERVICE_TOKEN.get_secret_value()}"

            assert await answers(replica.http, routes, expired) == dict.fromkeys(routes, 401)

    async def test_while_the_token_is_changed_both_are_taken(self, face_settings: FaceServerSettings) -> None:
        changing = face_settings.model_copy(update={"next_service_token": NEXT_TOKEN})

        async with start_replica(changing) as replica:
            for token in (SERVICE_TOKEN, NEXT_TOKEN):
                taken = await answers(replica.http, {("GET", f"{PREFIX}/faces")}, f"Bearer {token.get_secret_value()}")
                assert set(taken.values()) == {200}


class TestHealth:
    async def test_it_is_ready_while_everything_answers(self, replica: Replica) -> None:
        response = await replica.http.get("/health/ready")

        assert (response.status_code, response.json()["dependencies"]) == (
            200,
            {"chroma": "up", "galleries": "up", "redis": "up"},
        )

    async def test_it_starts_without_chroma_and_names_it(self, face_settings: FaceServerSettings) -> None:
        settings = face_settings.model_copy(update={"chroma_url": "http://127.0.0.1:1"})

        async with start_replica(settings) as replica:
            response = await replica.http.get("/health/ready")
            refusal = await replica.http.get(
                f"{PREFIX}/faces", headers={"Authorization": f"Bearer {SERVICE_TOKEN.get_secret_value()}"}
            )

        assert (response.status_code, response.json()["dependencies"]) == (
            503,
            {"chroma": "down", "galleries": "down", "redis": "up"},
        )
        assert (refusal.status_code, refusal.json()["code"]) == (503, "FacesUnavailable")
        assert int(refusal.headers["Retry-After"]) > 0

    async def test_without_redis_it_does_its_work_and_says_so(self, face_settings: FaceServerSettings) -> None:
        nowhere = RedisSettings(url=SecretStr("redis://127.0.0.1:1/0"))

        async with start_replica(face_settings.model_copy(update={"redis": nowhere})) as replica:
            anna = uuid4()
            await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
            found = await replica.faces.search(FaceSearch(image=face("anna", 1), candidates=(anna,)))
            response = await replica.http.get("/health/ready")

        assert found.user_id == anna
        assert (response.status_code, response.json()["dependencies"]["redis"]) == (200, "degraded")


class TestRequests:
    async def test_one_that_is_too_large_is_refused_by_its_length(self, replica: Replica) -> None:
        headers = {
            "Authorization": f"Bearer {SERVICE_TOKEN.get_secret_value()}",
            "Content-Length": str(MOST_BYTES + 1),
        }

        response = await replica.http.post(f"{PREFIX}/detect", headers=headers, content=b"")

        assert (response.status_code, response.json()["code"]) == (413, "TooLarge")

    async def test_a_picture_of_several_megabytes_is_read(self, replica: Replica) -> None:
        image = face("anna", "x" * 7_900_000)

        enrolled = await replica.faces.enrol(FaceEnrolment(user_id=uuid4(), image=image))

        assert enrolled.photographs == 1


class TestWhatItTells:
    async def test_figures_count_what_was_done_and_refused(self, replica: Replica) -> None:
        anna = uuid4()
        await replica.faces.enrol(FaceEnrolment(user_id=anna, image=face("anna")))
        for candidates in ((anna,), ()):
            await replica.faces.search(FaceSearch(image=face("anna", 1), candidates=candidates))
        with pytest.raises(NoFace):
            await replica.faces.search(FaceSearch(image=b"nobody", candidates=()))

        figures = (await replica.http.get("/metrics")).text

        for line in (
            'faces_total{gallery="passengers",what="enrolled"} 1.0',
            'faces_total{gallery="passengers",what="found"} 1.0',
            'faces_total{gallery="passengers",what="nobody"} 1.0',
            'face_refusals_total{gallery="passengers",kind="NoFace"} 1.0',
            'face_gallery_people{gallery="passengers"} 1.0',
            'face_part_seconds_count{part="describe"} 4.0',
            'face_part_seconds_count{part="search"} 2.0',
        ):
            assert line in figures

    async def test_logs_and_figures_hold_nothing_of_a_person(
        self, replica: Replica, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        anna, image = uuid4(), face("anna")
        await replica.faces.enrol(FaceEnrolment(user_id=anna, image=image))
        await replica.faces.search(FaceSearch(image=image, candidates=(anna,)))
        pseudonym = (await replica.faces.holders()).items[0].pseudonym
        await replica.faces.erase(anna)
        vector = replica.app.state.passengers._rotation.apply(vector_of(image))

        told = text_of(iter(caplog.records)) + (await replica.http.get("/metrics")).text
        for secret in (image.decode(), str(vector[0]), str(vector_of(image)[0]), pseudonym, KEY.get_secret_value()):
            assert secret not in told
        assert str(anna) not in (await replica.http.get("/metrics")).text


@pytest.mark.parametrize("name", ["service_token", "key", "pseudonym_key"])
def test_a_short_secret_is_refused(name: str) -> None:
    secrets = {"service_token": SERVICE_TOKEN, "key": KEY, "pseudonym_key": PSEUDONYM_KEY, name: SecretStr("short")}

    with pytest.raises(ValidationError, match="openssl rand"):
        FaceServerSettings.model_validate(
            {**secrets, "chroma_url": "http://127.0.0.1:1", "redis": {"url": "redis://127.0.0.1:1/0"}}
        )


# face_recognition_models reads its files through pkg_resources, which warns of its end: setuptools is capped for that.
@pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:UserWarning")
def test_the_wheels_of_the_engines_import() -> None:
    import dlib  # noqa: PLC0415 - the test is the import
    import face_recognition_models  # noqa: PLC0415 - needs setuptools below 81

    assert dlib.get_frontal_face_detector()
    assert face_recognition_models.pose_predictor_five_point_model_location().endswith(".dat")
