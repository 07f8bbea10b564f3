import numpy as np
import pytest
from pydantic import SecretStr

from face_server.faces.rotation import Rotation, fingerprint
from face_server.testing.stamped import DIMENSION, face, vector_of

KEY = SecretStr("a key that is known to tests")
OTHER = SecretStr("a key that is known to others")


def test_the_basis_of_a_key_is_the_same_for_ever() -> None:
    """Whatever becomes of NumPy's random numbers: with another basis every stored vector would be lost."""
    small = [
        [0.14157297069684116, 0.158743272392217, 0.9771170182932447],
        [-0.7935534815865558, 0.6082860496903073, 0.016154058747463895],
        [0.5918023029947811, 0.7776815898697687, -0.21208813957339046],
    ]
    large = {
        (0, 0): 0.056575283033553525,
        (0, 191): -0.116606738283837,
        (100, 7): -0.022324615881472637,
        (191, 191): -0.06665351804998176,
    }

    assert np.allclose(Rotation(KEY, 3).matrix, small, rtol=0, atol=1e-12)
    assert [Rotation(KEY, 192).matrix[place] for place in large] == pytest.approx(list(large.values()), abs=1e-12)
    assert fingerprint(KEY) == "9f69346378005125"


@pytest.mark.parametrize("dimension", [1, 2, 127, 128, 192, 512])
def test_it_is_orthogonal(dimension: int) -> None:
    matrix = Rotation(KEY, dimension).matrix

    assert np.allclose(matrix @ matrix.T, np.eye(dimension), rtol=0, atol=1e-12)


def test_cosines_and_distances_stay_and_the_vectors_do_not() -> None:
    vectors = np.stack([vector_of(face(who, take)) for who in range(10) for take in range(3)])
    turned = Rotation(KEY, DIMENSION).apply(vectors)

    assert np.allclose(turned @ turned.T, vectors @ vectors.T, rtol=0, atol=1e-5)
    assert np.linalg.norm(turned - turned[0], axis=1) == pytest.approx(
        np.linalg.norm(vectors - vectors[0], axis=1), abs=1e-5
    )
    assert np.abs((turned * vectors).sum(axis=1)).max() < 0.4


def test_vectors_of_two_keys_have_nothing_in_common() -> None:
    vector = vector_of(face("anna"))

    assert abs(float(Rotation(KEY, DIMENSION).apply(vector) @ Rotation(OTHER, DIMENSION).apply(vector))) < 0.4
    assert fingerprint(KEY) != fingerprint(OTHER)


def test_from_one_key_to_another_is_as_if_it_had_been_the_other_from_the_start() -> None:
    vectors = np.stack([vector_of(face(who)) for who in range(10)])
    old, new = Rotation(KEY, DIMENSION), Rotation(OTHER, DIMENSION)

    assert np.allclose(old.to(new, old.apply(vectors)), new.apply(vectors), rtol=0, atol=1e-6)
