"""Pictures on the wire."""

import base64
from importlib import import_module
from pkgutil import iter_modules

import pytest
from pydantic import BaseModel, ValidationError

import provodnik.contracts
from provodnik.contracts.checks import TicketValidation
from provodnik.contracts.faces import FaceSearch, PictureSent
from provodnik.contracts.pictures import MOST_PICTURE_BYTES

PICTURE = bytes(range(256))


def contracts() -> list[type[BaseModel]]:
    names = [f"provodnik.contracts.{module.name}" for module in iter_modules(provodnik.contracts.__path__)]
    found = {
        thing
        for name in names
        for thing in vars(import_module(name)).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel)
    }
    return sorted(found, key=lambda model: model.__qualname__)


def test_it_is_base64_on_the_wire_and_bytes_inside() -> None:
    sent = PictureSent(image=PICTURE)

    assert sent.model_dump()["image"] == PICTURE
    assert PictureSent.model_validate_json(sent.model_dump_json()) == sent
    assert base64.b64encode(PICTURE).decode() in sent.model_dump_json()


@pytest.mark.parametrize("junk", ["не base64", "====", "a", "data:image/png;base64,AAAA", "", 7, None])
def test_what_is_no_base64_is_refused(junk: object) -> None:
    with pytest.raises(ValidationError):
        PictureSent.model_validate({"image": junk})


def test_one_that_weighs_too_much_is_refused() -> None:
    with pytest.raises(ValidationError):
        PictureSent(image=bytes(MOST_PICTURE_BYTES + 1))


@pytest.mark.parametrize("model", contracts(), ids=lambda model: model.__name__)
def test_no_repr_shows_a_picture(model: type[BaseModel]) -> None:
    pictures = [name for name in model.model_fields if name in {"image", "images", "face"}]

    assert all(not model.model_fields[name].repr for name in pictures)


@pytest.mark.parametrize("fields", [{}, {"image": PICTURE, "images": [PICTURE]}])
def test_a_search_takes_one_picture_or_several(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="either"):
        FaceSearch.model_validate({"candidates": [], **fields})


def test_a_search_needs_its_candidates() -> None:
    with pytest.raises(ValidationError, match="candidates"):
        FaceSearch.model_validate({"image": base64.b64encode(PICTURE).decode()})


@pytest.mark.parametrize("fields", [{}, {"code": "PRV1.", "images": [PICTURE]}])
def test_a_check_is_by_code_or_by_face(fields: dict[str, object]) -> None:
    ids = dict.fromkeys(("check_id", "assignment_id"), "00000000-0000-4000-8000-000000000001")
    with pytest.raises(ValidationError, match="either"):
        TicketValidation.model_validate({**ids, **fields})
