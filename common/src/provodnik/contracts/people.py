"""Who people are on the web: the realm's roles, and what they are refused by."""

from enum import StrEnum

from provodnik.contracts.errors import Forbidden, Unavailable


class Role(StrEnum):
    """A role of the realm, as Keycloak's tokens name it."""

    PASSENGER = "passenger"
    STORE_STAFF = "store_staff"
    SECURITY = "security"


class RoleMissing(Forbidden):
    """The call is for people of another role."""


class SignInUnavailable(Unavailable):
    """The realm's keys can't be had, so no token can be checked; ask again a little later."""
