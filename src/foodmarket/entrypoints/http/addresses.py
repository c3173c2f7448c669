"""Where a request comes from: a proxy is believed only where the settings name it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NOBODY = "local"  # a socket of this machine, which has no address
_HOME = 64  # bits of an IPv6 address that one subscriber has; the rest they choose at will


def caller(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """Return the address of the caller: the right-most one that no trusted proxy has.

    ``peer`` is who opened the connection, ``forwarded`` the values of ``X-Forwarded-For`` in the
    order in which they came. Whatever stands left of the caller may have been made up by them.
    """
    nearest = _read(peer or "")
    if nearest is None:
        return NOBODY if peer is None else peer
    if not trusted or not _within(nearest, tuple(trusted)):
        return str(nearest)
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    for hop in reversed(hops):
        address = _read(hop)
        if address is None:  # the proxy next to it is the last one that we know of
            break
        nearest = address
        if not _within(address, tuple(trusted)):
            break
    return str(nearest)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Return by what an address is counted: itself, or the IPv6 network of one subscriber."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(ip_network((read, _HOME), strict=False))
    return address


@lru_cache(maxsize=4096)
def _read(text: str) -> Address | None:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=4096)
def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
