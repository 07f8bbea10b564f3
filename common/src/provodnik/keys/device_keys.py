"""The keys of a device that can change its key."""

from provodnik.keys.interface import DevicePrivateKey
from provodnik.keys.x25519 import X25519PrivateKey


class DeviceKeys:
    """The key that a device has and, once it wants another, the next one; here in memory alone.

    The next key stays until the server is seen to have it. An answer that got lost, or a request that arrives late,
    can so never leave the server with a key that the device has thrown away.
    """

    def __init__(self, current: DevicePrivateKey, wanted: DevicePrivateKey | None = None) -> None:
        """`wanted`: the next key, where one was made before."""
        self.current = current
        self.wanted: DevicePrivateKey | None = wanted

    def candidates(self) -> tuple[DevicePrivateKey, ...]:
        """What the server may have."""
        return (self.wanted, self.current) if self.wanted else (self.current,)

    async def next(self) -> DevicePrivateKey:
        """The key that is wanted; the same one until the server has it."""
        if self.wanted is None:
            self.wanted = X25519PrivateKey.generate()
        return self.wanted

    async def signed_in_by(self, key: DevicePrivateKey) -> None:
        """The server has this one."""
        if key is self.wanted:
            self.current, self.wanted = key, None
