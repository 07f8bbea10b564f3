from itertools import permutations

import numpy as np
import pytest

from face_server.engine.likeness import CosineLikeness, DlibLikeness
from face_server.faces.people import People
from face_server.faces.rows import Photograph, Row
from face_server.testing.stamped import DIMENSION, face, vector_of

LIKENESS = CosineLikeness("stamped-1", DIMENSION, 0.62)


def photographs(who: str, takes: int = 1, first: int = 0) -> list[Photograph]:
    return [
        Photograph(Row(f"{who}#{take}", who, 1_000 + take), vector_of(face(who, take)))
        for take in range(first, first + takes)
    ]


@pytest.fixture
def people() -> People:
    return People(LIKENESS)


def test_an_empty_gallery_finds_nobody(people: People) -> None:
    found = people.best(vector_of(face("anna")), 1)

    assert (found.person, found.score) == (None, None)


def test_each_of_many_is_found_whatever_the_order_of_changes(people: People) -> None:
    names = [f"person {number}" for number in range(200)]
    for name in names:
        people.replace(name, photographs(name, 2))
    for name in names[::3]:
        people.replace(name, [])
    left = [name for name in names if name not in names[::3]]

    assert len(people) == len(left)
    assert [people.best(vector_of(face(name, 9)), 1).person for name in left] == left
    assert {people.best(vector_of(face(name, 9)), 1).person for name in names[::3]} == {None}
    assert people.rows() == {name: frozenset({f"{name}#0", f"{name}#1"}) for name in left}


@pytest.mark.parametrize("order", list(permutations(["anna", "boris", "clara"])))
def test_who_is_removed_leaves_the_others_and_no_vector(people: People, order: tuple[str, ...]) -> None:
    for name in ("anna", "boris", "clara"):
        people.replace(name, photographs(name))
    for count, name in enumerate(order, start=1):
        people.replace(name, [])
        assert [people.best(vector_of(face(left, 1)), 1).person for left in order[count:]] == list(order[count:])

    assert not people._matrix.any()  # pyright: ignore[reportPrivateUsage] - that it is wiped shows nowhere else


def test_more_photographs_replace_what_was_there(people: People) -> None:
    people.replace("anna", photographs("boris"))
    people.replace("anna", photographs("anna", 3))

    assert people.best(vector_of(face("anna", 9)), 1).person == "anna"
    assert people.best(vector_of(face("boris", 0)), 1).person is None
    assert (people.page(1, 10)[0].changed_us, len(people.page(1, 10)[0].rows)) == (1_002, 3)


def test_only_candidates_are_found_and_unknown_ones_change_nothing(people: People) -> None:
    for name in ("anna", "boris"):
        people.replace(name, photographs(name))

    assert people.best(vector_of(face("anna", 1)), 1, ["boris", "stranger", "boris"]).person is None
    assert people.best(vector_of(face("anna", 1)), 1, ["boris", "anna", "anna"]).person == "anna"
    assert people.best(vector_of(face("anna", 1)), 1, ["stranger"]).score is None
    assert people.best(vector_of(face("anna", 1)), 1, []).score is None


def test_the_engine_is_told_how_many_photographs_there_are() -> None:
    """Dlib's rule allows 0.45 for one photograph, and 0.37 for two and three frames."""
    people = People(DlibLikeness())
    probe = np.zeros(128, dtype=np.float32)
    near = np.full(128, 0.4 / np.sqrt(128), dtype=np.float32)
    one, two = Photograph(Row("anna#0", "anna", 0), near), Photograph(Row("anna#1", "anna", 1), near)

    people.replace("anna", [one])
    assert people.best(probe, 3).person == "anna"
    people.replace("anna", [one, two])
    assert people.best(probe, 3).person is None


def test_a_thousand_of_twenty_thousand_are_compared_exactly(people: People) -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(20_000, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for number, vector in enumerate(vectors):
        people.replace(str(number), [Photograph(Row(f"{number}#0", str(number), 0), vector)])
    for _ in range(20):
        train = rng.choice(20_000, 1_000, replace=False)
        probe = vectors[train[0]] + 0.05 * rng.normal(size=DIMENSION).astype(np.float32)
        found = people.best(probe, 1, [str(number) for number in train])

        assert found.person == str(train[0])
        assert found.score == pytest.approx(float((vectors[train] @ probe).max()), abs=1e-5)
