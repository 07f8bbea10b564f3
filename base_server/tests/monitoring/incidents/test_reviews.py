"""What operators say."""

import asyncio
from typing import Final
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from base_server.models import AuditEntry
from base_server.monitoring.rules import AFTER
from base_server.testing.faces import evidence_of
from base_server.testing.monitoring import OLGA, Security, closing_of, incident_of, told
from base_server.testing.world import PlacedRobot, World
from provodnik.clients.monitoring import MonitoringClient
from provodnik.contracts.monitoring_events import EventKind
from provodnik.contracts.monitoring_incidents import (
    Comment,
    CommentDiffers,
    FalseAlarm,
    FrameNotFound,
    IncidentClosed,
    IncidentNotFound,
    IncidentReviewed,
    Review,
    StepKind,
)

HUGGED: Final = FalseAlarm(reason="пассажиры обнимались")


async def opened(robot: PlacedRobot, *frames: bytes) -> UUID:
    return (await robot.client.open_incident(incident_of(robot, *frames))).id


async def test_of_two_operators_the_first_wins_and_the_others_are_told_who(world: World, security: Security) -> None:
    incident_id = await opened(await world.robot_at())
    operators = [security.terminal(f"Оператор {n}") for n in range(6)]

    said = await asyncio.gather(*(one.acknowledge(incident_id) for one in operators), return_exceptions=True)

    [winner] = [n for n, answer in enumerate(said) if not isinstance(answer, BaseException)]
    refusals = [answer for answer in said if isinstance(answer, IncidentReviewed)]
    assert len(refusals) == 5
    assert {refusal.details["by"] for refusal in refusals} == {f"Оператор {winner}"}
    assert {refusal.details["review"] for refusal in refusals} == {"acknowledged"}
    incident = await operators[0].incident(incident_id)
    assert [(step.kind, step.by) for step in incident.history][1:] == [("acknowledged", f"Оператор {winner}")]


async def test_the_same_operator_may_say_the_same_again(world: World, terminal: MonitoringClient) -> None:
    incident_id = await opened(await world.robot_at())

    for _ in range(2):
        await terminal.acknowledge(incident_id)
    for _ in range(2):
        await terminal.false_alarm(incident_id, HUGGED)

    incident = await terminal.incident(incident_id)
    assert incident.review is Review.FALSE_ALARM
    assert [(step.kind, step.by, step.text) for step in incident.history[1:]] == [
        ("acknowledged", OLGA, None),
        ("false_alarm", OLGA, HUGGED.reason),
    ]


async def test_the_robots_word_and_the_operators_are_two_facts(world: World, terminal: MonitoringClient) -> None:
    robot = await world.robot_at()
    incident_id = await opened(robot)
    await terminal.false_alarm(incident_id, HUGGED)

    await robot.client.update_incident(incident_id, closing_of())

    incident = await terminal.incident(incident_id)
    assert (incident.state, incident.review) == ("closed", "false_alarm")
    assert (await terminal.incidents(review=Review.FALSE_ALARM)).total == 1
    assert (await terminal.incidents(review=Review.UNSEEN)).total == 0


async def test_a_comment_is_made_once(world: World, security: Security) -> None:
    incident_id = await opened(await world.robot_at())
    olga, pavel = security.terminal(), security.terminal("Павел")
    comment = Comment(comment_id=uuid4(), text="Наряд встретит поезд\nв Твери")

    await asyncio.gather(*(olga.comment(incident_id, comment) for _ in range(3)))

    with pytest.raises(CommentDiffers):
        await pavel.comment(incident_id, comment)
    [told] = (await olga.incident(incident_id)).comments
    assert (told.by, told.text) == (OLGA, comment.text)


async def test_an_unknown_incident_is_nobodys(world: World, terminal: MonitoringClient) -> None:
    del world
    calls = (
        terminal.incident(uuid4()),
        terminal.acknowledge(uuid4()),
        terminal.false_alarm(uuid4(), HUGGED),
        terminal.comment(uuid4(), Comment(comment_id=uuid4(), text="?")),
    )
    for call in calls:
        with pytest.raises(IncidentNotFound):
            await call


async def test_a_picture_is_shown_as_it_came_and_of_its_own_incident_alone(
    world: World, terminal: MonitoringClient
) -> None:
    robot = await world.robot_at()
    first, second = await opened(robot, evidence_of("Anna")), await opened(robot)
    [frame] = (await terminal.incident(first)).frames

    assert await terminal.frame(first, frame.id) == evidence_of("Anna")
    for incident_id, frame_id in ((second, frame.id), (first, uuid4())):
        with pytest.raises(FrameNotFound):
            await terminal.frame(incident_id, frame_id)


async def test_every_look_and_every_word_is_in_the_audit_log_and_refused_ones_are_not(
    world: World, security: Security, base_app: FastAPI
) -> None:
    incident_id = await opened(await world.robot_at(), evidence_of("Anna"))
    olga, pavel = security.terminal(), security.terminal("Павел")
    [frame] = (await olga.incident(incident_id)).frames
    await olga.frame(incident_id, frame.id)
    await olga.acknowledge(incident_id)
    with pytest.raises(IncidentReviewed):
        await pavel.acknowledge(incident_id)
    await olga.comment(incident_id, Comment(comment_id=uuid4(), text="тайна"))

    async with base_app.state.sessions() as session:
        entries = list(await session.scalars(select(AuditEntry).where(AuditEntry.actor_kind == "person")))

    told = sorted((entry.action.rpartition("/")[2], entry.targets["incident_id"]) for entry in entries)
    assert told == [(word, str(incident_id)) for word in ("acknowledge", "comments", "{frame_id}")]
    assert len({entry.actor_id for entry in entries}) == 1
    assert "тайна" not in str([entry.details for entry in entries])


# What is said in turn: by which operator, or by the robot.
WORDS: Final = st.lists(
    st.tuples(st.sampled_from(["acknowledge", "false_alarm", "close", "comment"]), st.sampled_from([0, 1])),
    max_size=8,
)


class Model:
    """The same rules, said once more in few words."""

    def __init__(self) -> None:
        self.review, self.by, self.closed, self.steps = "unseen", -1, False, ["opened"]

    def says(self, word: str, who: int) -> bool:
        """Whether it is accepted."""
        if word == "comment":
            self.steps.append("commented")
        elif word == "close":
            self.steps.append("updated" if self.closed else "closed")
            self.closed = True
        else:
            review = "acknowledged" if word == "acknowledge" else "false_alarm"
            if self.review == review:
                return self.by == who
            if self.review == "false_alarm":
                return False
            self.review, self.by = review, who
            self.steps.append(review)
        return True


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=WORDS)
async def test_in_whatever_order_things_are_said_the_rules_hold(
    world: World, security: Security, base_app: FastAPI, words: list[tuple[str, int]]
) -> None:
    robot = await world.robot_at()
    incident_id, model = await opened(robot), Model()
    operators = [security.terminal("Первый"), security.terminal("Второй")]
    for n, (word, who) in enumerate(words):
        assert await taken(robot, incident_id, operators[who], word, n) == model.says(word, who)

    incident = await operators[0].incident(incident_id)
    assert (incident.review, incident.state) == (model.review, "closed" if model.closed else "open")
    steps = [step.kind for step in (*incident.history, *incident.comments)]
    assert sorted(steps) == sorted(model.steps)
    events = [event.kind for event in await told(base_app) if event.data["incident_id"] == str(incident_id)]
    assert events == [f"incident.{step}" for step in model.steps]


async def taken(robot: PlacedRobot, incident_id: UUID, operator: MonitoringClient, word: str, n: int) -> bool:
    try:
        match word:
            case "acknowledge":
                await operator.acknowledge(incident_id)
            case "false_alarm":
                await operator.false_alarm(incident_id, HUGGED)
            case "close":
                await robot.client.update_incident(incident_id, closing_of())
            case _:
                await operator.comment(incident_id, Comment(comment_id=uuid4(), text=str(n)))
    except (IncidentReviewed, IncidentClosed):
        return False
    return True


def test_every_word_of_the_rules_has_its_step_and_its_event() -> None:
    for review in AFTER:
        assert review is Review.UNSEEN or (StepKind(review.value) and EventKind(f"incident.{review.value}"))
