"""How often something may happen: counted in the cache, for a while. Without a cache nothing is limited."""

from ipaddress import ip_network

from django.core.cache import cache


def over_limit(name: str, limit: int, seconds: int) -> bool:
    """Count one more of `name`; whether there were more than `limit` in `seconds` from the first on."""
    cache.add(name, 0, seconds)
    try:
        return cache.incr(name) > limit
    except ValueError:
        return False  # it ran out between the two lines, or the cache is away


def reached(name: str, limit: int) -> bool:
    """Whether `limit` is used up, without counting."""
    return int(cache.get(name, 0)) >= limit


def network_of(address: str) -> str:
    """Whose limits an address counts against: itself, or of IPv6 the /64 that one customer is given."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return address
