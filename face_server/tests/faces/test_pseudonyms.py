from uuid import UUID, uuid4

from pydantic import SecretStr

from face_server.faces.pseudonyms import Pseudonyms, ReversiblePseudonyms

KEY = SecretStr("a key that is known to tests")
OTHER = SecretStr("a key that is known to others")
SOMEBODY, PHOTOGRAPH = UUID(int=7), UUID(int=8)


def test_a_pseudonym_is_the_same_for_ever() -> None:
    passengers, watchlist = Pseudonyms(KEY, "passengers"), ReversiblePseudonyms(KEY, "watchlist")

    assert passengers.person(SOMEBODY) == "4b8055a33b91e8a96d00fa309b30380c"
    assert passengers.photograph(SOMEBODY, PHOTOGRAPH).split("#") == [
        "4b8055a33b91e8a96d00fa309b30380c",
        "fe4414aba20544670ec2eb3e1cb205d0",
    ]
    assert watchlist.person(SOMEBODY) == "1f4e4d9973e7b3f4efbb5ede253e4b18"


def test_it_is_another_under_another_key_and_in_another_gallery() -> None:
    made = {
        Pseudonyms(KEY, "passengers").person(SOMEBODY),
        Pseudonyms(OTHER, "passengers").person(SOMEBODY),
        Pseudonyms(KEY, "watchlist").person(SOMEBODY),
        ReversiblePseudonyms(KEY, "watchlist").person(SOMEBODY),
        ReversiblePseudonyms(OTHER, "watchlist").person(SOMEBODY),
    }

    assert len(made) == 5
    assert Pseudonyms(KEY, "passengers").fingerprint != Pseudonyms(OTHER, "passengers").fingerprint


def test_one_photographs_id_does_not_tell_whose_another_is() -> None:
    pseudonyms = Pseudonyms(KEY, "passengers")
    photographs = {pseudonyms.photograph(user_id, PHOTOGRAPH).split("#")[1] for user_id in (SOMEBODY, uuid4())}

    assert len(photographs) == 2
    assert PHOTOGRAPH.hex not in photographs


def test_the_watchlist_knows_who_a_pseudonym_is() -> None:
    pseudonyms = ReversiblePseudonyms(KEY, "watchlist")
    people = [uuid4() for _ in range(100)]

    assert [pseudonyms.user_id(pseudonyms.person(user_id)) for user_id in people] == people
