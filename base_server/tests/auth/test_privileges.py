from hypothesis import given
from hypothesis import strategies as st

from base_server.auth.privileges import bits, holds
from provodnik.contracts.engineers import Privilege


@given(st.sets(st.sampled_from(Privilege)))
def test_a_set_of_privileges_comes_back_out_of_its_bits(privileges: set[Privilege]) -> None:
    assert {privilege for privilege in Privilege if holds(bits(privileges), privilege)} == privileges


def test_each_privilege_keeps_the_bit_that_databases_know() -> None:
    assert {privilege: bits([privilege]) for privilege in Privilege} == {
        Privilege.ROBOT_LOGIN: 1,
        Privilege.STORE_LOGIN: 2,
        Privilege.ROBOT_ADMIN: 4,
    }
