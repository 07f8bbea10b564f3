import stat
from pathlib import Path

import pytest

from robot.auth.key_store import FILE_NAME, NEXT_FILE_NAME, BrokenKey, KeptKeys, KeyKind
from robot.kept.files import TooOpen


@pytest.mark.parametrize("kind", KeyKind)
def test_a_key_is_made_at_the_first_start_and_used_ever_after(data_folder: Path, kind: KeyKind) -> None:
    key = KeptKeys(data_folder, kind).current

    assert key.algorithm == kind
    assert KeptKeys(data_folder, kind).current.pem() == key.pem()
    assert stat.S_IMODE((data_folder / FILE_NAME).stat().st_mode) == 0o600


def test_a_key_stays_what_it_is_whatever_kind_is_asked_for(data_folder: Path) -> None:
    key = KeptKeys(data_folder, KeyKind.X25519).current

    assert KeptKeys(data_folder, KeyKind.RSA).current.pem() == key.pem()


def test_a_key_that_others_may_read_is_refused_with_the_way_to_mend_it(data_folder: Path) -> None:
    KeptKeys(data_folder, KeyKind.X25519)
    (data_folder / FILE_NAME).chmod(0o640)

    with pytest.raises(TooOpen, match=f"chmod 600 {data_folder / FILE_NAME}"):
        KeptKeys(data_folder, KeyKind.X25519)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_a_broken_key_is_refused_with_the_way_to_mend_it_and_never_overwritten(
    data_folder: Path, content: bytes
) -> None:
    file = data_folder / FILE_NAME
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(BrokenKey, match="put a copy back, or move the file away"):
        KeptKeys(data_folder, KeyKind.X25519)

    assert file.read_bytes() == content


async def test_the_next_key_is_kept_beside_the_current_one_until_the_server_has_it(data_folder: Path) -> None:
    keys = KeptKeys(data_folder, KeyKind.X25519)

    wanted = await keys.next()
    assert await keys.next() is wanted

    again = KeptKeys(data_folder, KeyKind.X25519)
    assert [key.pem() for key in again.candidates()] == [wanted.pem(), keys.current.pem()]
    assert stat.S_IMODE((data_folder / NEXT_FILE_NAME).stat().st_mode) == 0o600


async def test_the_key_that_the_server_has_takes_the_place_of_the_old_one(data_folder: Path) -> None:
    keys = KeptKeys(data_folder, KeyKind.X25519)
    wanted = await keys.next()

    await keys.signed_in_by(wanted)

    again = KeptKeys(data_folder, KeyKind.X25519)
    assert [key.pem() for key in again.candidates()] == [wanted.pem()] == [key.pem() for key in keys.candidates()]


async def test_a_sign_in_by_the_old_key_leaves_both(data_folder: Path) -> None:
    keys = KeptKeys(data_folder, KeyKind.X25519)
    await keys.next()

    await keys.signed_in_by(keys.current)

    assert len(keys.candidates()) == len(KeptKeys(data_folder, KeyKind.X25519).candidates()) == 2


async def test_where_the_files_cant_be_changed_both_keys_stay(
    data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keys = KeptKeys(data_folder, KeyKind.X25519)
    wanted = await keys.next()
    (data_folder / NEXT_FILE_NAME).unlink()

    await keys.signed_in_by(wanted)

    assert len(keys.candidates()) == 2
    assert "can't be replaced on disk" in caplog.text
