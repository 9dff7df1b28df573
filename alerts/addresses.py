"""Where requests of ours may go: what a URL must be like, and which addresses are public or allowed by an operator.

Addresses are judged after what wraps an IPv4 address (mapped, compatible, 6to4, NAT64) is taken off: the
network would take it off, too.
"""

import ipaddress
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, Literal

import httpx2

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Flaw = Literal["malformed", "scheme", "userinfo", "plain_http", "refused_address"]

LONGEST: Final = 2048  # characters of a URL

_PORTS = range(1, 65536)
_UNICAST = IPv6Network("2000::/3")  # what of IPv6 is given out to be reached (RFC 4291, 2.4; IANA's registry)
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1


def flaw_of(url: str, allowed: Sequence[Network]) -> Flaw | None:
    """Tell what is wrong with a URL as far as its text shows; None where requests may be tried.

    A name is not resolved here: where it leads is judged each time a connection is made.
    """
    try:
        parts = httpx2.URL(url) if len(url) <= LONGEST else None
    except (httpx2.InvalidURL, UnicodeError):
        parts = None
    if parts is None or not parts.host or (parts.port is not None and parts.port not in _PORTS):
        return "malformed"
    if parts.scheme not in {"https", "http"}:
        return "scheme"
    if parts.userinfo:
        return "userinfo"
    address = _literal(parts.host)
    if address is not None and not may_reach(address, allowed):
        return "refused_address"
    if parts.scheme == "http" and not (allowed if address is None else stands_in(address, allowed)):
        return "plain_http"
    return None


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Tell whether a connection may be made: the address is public, or stands in a network that an operator allows."""
    return stands_in(address, allowed) or _public(_unwrapped(address))


def stands_in(address: Address, allowed: Sequence[Network]) -> bool:
    """Tell whether an address stands in one of the networks that an operator allows."""
    plain = _unwrapped(address)
    return any(address in network or plain in network for network in allowed)


def _public(address: Address) -> bool:
    routed = isinstance(address, IPv4Address) or address in _UNICAST
    return routed and address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _COMPATIBLE or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _literal(host: str) -> Address | None:
    """Read a host that is an address: in its own form, or as the resolver takes it (decimal, octal, hexadecimal)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
