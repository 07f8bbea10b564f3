"""Fixtures that any module's tests may ask for; the servers behind them start when the first test does."""

# A module's folder has the name of its package. Imported here, the packages are what `import base_server` finds;
# otherwise pytest takes the folders, which it sees first, for packages of the same names.
import base_server as _base_server
import debug_console as _debug_console
import debug_data as _debug_data
import face_server as _face_server
import operations as _operations
import robot as _robot
import standalone as _standalone
import store_server as _store_server

__all__ = [
    "_base_server",
    "_debug_console",
    "_debug_data",
    "_face_server",
    "_operations",
    "_robot",
    "_standalone",
    "_store_server",
]

pytest_plugins = [
    "provodnik.testing.servers",
    "provodnik.testing.postgres",
    "provodnik.testing.redis",
    "provodnik.testing.chroma",
    "provodnik.testing.pictures",
    "provodnik.testing.realm",
    "provodnik.testing.keycloak",
    "base_server.testing.fixtures",
    "store_server.testing.fixtures",
]
