import stat
from pathlib import Path

import pytest

from robot.auth.key_store import FILE_NAME, BrokenKey, KeyKind, load_or_make_key
from robot.kept.files import TooOpen


@pytest.mark.parametrize("kind", KeyKind)
def test_a_key_is_made_at_the_first_start_and_used_ever_after(data_folder: Path, kind: KeyKind) -> None:
    key = load_or_make_key(data_folder, kind)

    assert key.algorithm == kind
    assert load_or_make_key(data_folder, kind).pem() == key.pem()
    assert stat.S_IMODE((data_folder / FILE_NAME).stat().st_mode) == 0o600


def test_a_key_stays_what_it_is_whatever_kind_is_asked_for(data_folder: Path) -> None:
    key = load_or_make_key(data_folder, KeyKind.X25519)

    assert load_or_make_key(data_folder, KeyKind.RSA).pem() == key.pem()


def test_a_key_that_others_may_read_is_refused_with_the_way_to_mend_it(data_folder: Path) -> None:
    load_or_make_key(data_folder, KeyKind.X25519)
    (data_folder / FILE_NAME).chmod(0o640)

    with pytest.raises(TooOpen, match=f"chmod 600 {data_folder / FILE_NAME}"):
        load_or_make_key(data_folder, KeyKind.X25519)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_a_broken_key_is_refused_with_the_way_to_mend_it_and_never_overwritten(
    data_folder: Path, content: bytes
) -> None:
    file = data_folder / FILE_NAME
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(BrokenKey, match="put a copy back, or move the file away"):
        load_or_make_key(data_folder, KeyKind.X25519)

    assert file.read_bytes() == content
