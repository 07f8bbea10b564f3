"""The gateway and the services behind it, in one process: started by the supervisor and by nobody else."""

import httpx
import uvloop

from base_server.config import BaseServerSettings
from base_server.connections import Ways
from base_server.face_api.settings import FaceApiSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade as upgrade_base
from provodnik.embedded.issuer import realm_app
from provodnik.server.database import DatabaseSettings
from provodnik.server.logs import log_as_json
from provodnik.server.realm_keys import SignInSettings
from provodnik.server.redis_async import RedisSettings
from standalone.realm import REALM_PATH
from standalone.services.gateway import Gateway
from standalone.services.program import serve, take_orders
from standalone.services.settings import BaseOrders
from store_server.accounting.settings import AccountingSettings
from store_server.config import StoreServerSettings
from store_server.main import create_store_server
from store_server.migrations import upgrade as upgrade_store


def settings_of(orders: BaseOrders) -> BaseServerSettings:
    return BaseServerSettings(
        database=DatabaseSettings(url=orders.database_url),
        redis=RedisSettings(url=orders.redis_url),
        admin_token=orders.admin_token,
        admin_api="on",
        card_key=orders.card_key,
        face=FaceApiSettings(url=orders.face_url, token=orders.face_service_token),
        face_boarding="on",
        sign_in=SignInSettings(issuer=orders.realm_url),
    )


def store_settings_of(orders: BaseOrders) -> StoreServerSettings:
    return StoreServerSettings(
        database=DatabaseSettings(url=orders.store_database_url),
        redis=RedisSettings(url=orders.redis_url),
        admin_token=orders.store_admin_token,
        admin_api="on",
        sign_in=SignInSettings(issuer=orders.realm_url),
        # Whoever is told of the purchases of one machine is on that machine.
        accounting=AccountingSettings(private_targets="allowed"),
    )


def main() -> None:
    log_as_json()
    orders = take_orders(BaseOrders)
    upgrade_base(orders.database_url.get_secret_value())
    upgrade_store(orders.store_database_url.get_secret_value())
    realm = realm_app(orders.realm_url, lambda: orders.realm_keys, REALM_PATH)
    # Not over the port, which nobody listens at while the services start.
    to_realm = httpx.ASGITransport(realm)
    base_server = create_base_server(settings_of(orders), Ways(to_realm=to_realm))
    store_server = create_store_server(store_settings_of(orders), to_realm)
    gateway = Gateway({"/base_api": base_server, "/store_api": store_server}, {"/keycloak": realm}, orders.static)
    uvloop.run(serve(gateway, orders.port, [base_server, store_server]))


if __name__ == "__main__":
    main()
