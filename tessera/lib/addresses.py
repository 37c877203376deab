"""Where a site is reached."""

from ipaddress import ip_address


def is_number(host: str) -> bool:
    """Whether a host, as a browser names it, is a bare number (127.0.0.1:8000) and no name (localhost:8000)."""
    bare = host.rpartition("]")[0].removeprefix("[") or host.partition(":")[0]
    try:
        ip_address(bare)
    except ValueError:
        return False
    return True
