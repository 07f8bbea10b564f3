"""Where webhooks may not go: what trusts the machine that sends them."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from provodnik.contracts.accounting import TargetRefused
from store_server.accounting.targets import Address, LookUp, Targets

PUBLIC = "93.184.216.34"


def leading_to(*addresses: str) -> LookUp:
    async def look_up(host: str, port: int) -> Sequence[Address]:
        assert host
        assert port
        return [ip_address(address) for address in addresses]

    return look_up


def careful(*addresses: str) -> Targets:
    return Targets(private_allowed=False, look_up=leading_to(*addresses))


def trusting(*addresses: str) -> Targets:
    return Targets(private_allowed=True, look_up=leading_to(*addresses))


@pytest.mark.parametrize(
    "url",
    [
        "http://accounting.example/",
        "https://user:secret@accounting.example/",
        "https://accounting.example/#part",
        "https://",
        "https://[::1",
        "https://accounting.example:99999999/",
        "ftp://accounting.example/",
    ],
)
@pytest.mark.parametrize("targets", [careful(PUBLIC), trusting(PUBLIC)], ids=["careful", "trusting"])
async def test_what_is_no_plain_https_address_is_refused(targets: Targets, url: str) -> None:
    with pytest.raises(TargetRefused):
        targets.check(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "169.254.169.254",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::]",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_refused_when_they_are_written_down(host: str) -> None:
    with pytest.raises(TargetRefused):
        careful().check(f"https://{host}/hook")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"])
async def test_a_name_that_leads_to_one_is_refused_too(address: str) -> None:
    for found in ((address,), (PUBLIC, address)):
        with pytest.raises(TargetRefused):
            await careful(*found).find("https://accounting.example/", 1)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])  # noqa: S104 - refused
async def test_where_a_clouds_secrets_are_told_is_refused_whatever_is_allowed(address: str) -> None:
    with pytest.raises(TargetRefused):
        await trusting(address).find("https://accounting.example/", 1)


async def test_the_connection_goes_to_the_address_that_was_looked_at_under_the_name() -> None:
    target = await careful(PUBLIC).find("https://accounting.example:8443/hook?a=1", 1)

    assert str(target.url) == f"https://{PUBLIC}:8443/hook?a=1"
    assert (target.host, target.host_header) == ("accounting.example", "accounting.example:8443")


async def test_an_address_of_version_6_and_a_name_of_other_letters_are_understood() -> None:
    target = await careful("2606:2800:220:1::1").find("https://xn--80akhbyknj4f.example/", 1)

    assert (str(target.url), target.host) == ("https://[2606:2800:220:1::1]/", "xn--80akhbyknj4f.example")


async def test_each_attempt_takes_the_next_of_several_addresses() -> None:
    targets = careful(PUBLIC, "93.184.216.35")
    hosts = [(await targets.find("https://accounting.example/", turn)).url.host for turn in range(4)]

    assert hosts == [PUBLIC, "93.184.216.35"] * 2


@pytest.mark.parametrize(
    ("host", "allowed"), [("127.0.0.1", True), ("localhost", True), ("10.0.0.5", False), ("accounting.local", False)]
)
async def test_plain_http_will_do_for_this_machine_alone_where_private_addresses_are_allowed(
    host: str, *, allowed: bool
) -> None:
    address = "10.0.0.5" if not allowed else "127.0.0.1"
    url = f"http://{host}:8000/hook"
    if allowed:
        assert (await trusting(address).find(url, 1)).url.host == address
    else:
        with pytest.raises(TargetRefused):
            await trusting(address).find(url, 1)


async def test_localhost_that_leads_elsewhere_is_not_this_machine() -> None:
    with pytest.raises(TargetRefused):
        await trusting("10.0.0.5").find("http://localhost/", 1)


async def test_private_addresses_may_be_called_by_https_where_they_are_allowed() -> None:
    assert (await trusting("10.0.0.5").find("https://accounting.local/", 1)).url.host == "10.0.0.5"
