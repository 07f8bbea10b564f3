"""Where a webhook may go. Whoever may name an address must not reach what trusts this machine's network (SSRF)."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

from provodnik.contracts.accounting import TargetRefused

Address = IPv4Address | IPv6Address
LookUp = Callable[[str, int], Awaitable[Sequence[Address]]]

_LAST_PORT: Final = 65535
_NAT64: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address that was looked at, to be called as the host that it was found under.

    The connection goes to the address itself, so that the name can't lead elsewhere by then.
    """

    url: httpx.URL
    host: str
    host_header: str


async def look_up(host: str, port: int) -> Sequence[Address]:
    """By the machine's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(where[0]) for *_, where in found]


class Targets:
    def __init__(self, *, private_allowed: bool, look_up: LookUp = look_up) -> None:
        self._private_allowed = private_allowed
        self._look_up = look_up

    def check(self, text: str) -> httpx.URL:
        """What can be told without asking for addresses. Raises TargetRefused."""
        try:
            url = httpx.URL(text)
            literal = _literal(url.host)
        except (httpx.InvalidURL, ValueError) as cause:
            raise TargetRefused("this is no address") from cause
        if url.port is not None and not 0 < url.port <= _LAST_PORT:
            raise TargetRefused("the address has a port that there is not")
        if not url.host or url.userinfo or url.fragment:
            raise TargetRefused("an address is a host and a path, without a user and without a fragment")
        if literal:
            self._refuse([literal])
        if url.scheme != "https" and not (self._private_allowed and _is_this_machine(url.host, literal)):
            raise TargetRefused("the address must begin with https://")
        if url.host == "localhost" and not self._private_allowed:
            raise TargetRefused(_PRIVATE)
        return url

    async def find(self, text: str, turn: int) -> Target:
        """The address to connect to; `turn` picks one where there are several. Raises TargetRefused, OSError."""
        url = self.check(text)
        port = url.port or (443 if url.scheme == "https" else 80)
        literal = _literal(url.host)
        host = url.raw_host.decode("ascii")
        addresses = [literal] if literal else await self._look_up(host, port)
        self._refuse(addresses)
        if url.scheme == "http" and not all(address.is_loopback for address in addresses):
            raise TargetRefused("the address must begin with https://")
        address = addresses[turn % len(addresses)]
        return Target(url.copy_with(host=str(address)), host, url.netloc.decode("ascii"))

    def _refuse(self, addresses: Sequence[Address]) -> None:
        """All of them: a name that leads to both sides is a trick."""
        if not addresses:
            raise TargetRefused("the address leads nowhere")
        meant = [_meant(address) for address in addresses]
        if any(not _is_callable(address) for address in meant):
            raise TargetRefused("the address is of no host that could be called")
        if not self._private_allowed and any(not address.is_global for address in meant):
            raise TargetRefused(_PRIVATE)


_PRIVATE: Final = (
    "the address is of this machine or of a private network; STORE_ACCOUNTING__PRIVATE_TARGETS=allowed permits that"
)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        # What resolvers take for IPv4 all the same, such as 2130706433, is judged by what they answer.
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_callable(address: Address) -> bool:
    """Link-local is never one: clouds tell a machine's secrets at 169.254.169.254."""
    return not (address.is_multicast or address.is_unspecified or address.is_link_local or address.is_reserved)


def _is_this_machine(host: str, literal: Address | None) -> bool:
    return literal.is_loopback if literal else host == "localhost"
