"""Where a request comes from. Locks and brakes are by address, so one that a person can make up is no address."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

LOCAL = "127.0.0.1"  # of a request that came through a socket of this machine


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our PROXY_COUNT proxies saw; without proxies the peer's.

    Each proxy adds one address to the end of X-Forwarded-For; what stands before those was written by the client
    and is not believed. A header with too few addresses did not come through our proxies.
    """
    peer = request.META.get("REMOTE_ADDR") or LOCAL
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not settings.PROXY_COUNT or len(hops) < settings.PROXY_COUNT:
        return peer
    return _parsed(hops[-settings.PROXY_COUNT]) or peer


def _parsed(text: str) -> str:
    """Also of 10.0.0.1:51234 and [2001:db8::1]:443, as some proxies write it; "" where it is no address."""
    bare = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
