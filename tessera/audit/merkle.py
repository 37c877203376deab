"""Merkle roots as RFC 6962 makes them: one hash that says exactly which entries, and in which order."""

from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"


class Root:
    """The root of any number of entries, taken one by one; keeps no more hashes than the tree is high."""

    def __init__(self) -> None:
        self.count = 0
        self._whole: list[bytes] = []  # roots of complete trees, each smaller than the one before

    def take(self, entry: bytes) -> None:
        """The next entry, as the bytes that were sealed."""
        node = sha256(LEAF + entry).digest()
        size = self.count = self.count + 1
        while not size & 1:
            node = sha256(NODE + self._whole.pop() + node).digest()
            size >>= 1
        self._whole.append(node)

    def value(self) -> bytes:
        """The root of what was taken. Raises IndexError when that is nothing."""
        node = self._whole[-1]
        for earlier in reversed(self._whole[:-1]):
            node = sha256(NODE + earlier + node).digest()
        return node


def chained(*, number: int, era: int, first: str, until: str, entries: int, root: str, before: str) -> str:
    """What a batch adds to the chain: everything it says of itself, and what the one before it added. Hexadecimal."""
    return sha256("|".join(map(str, (number, era, first, until, entries, root, before))).encode()).hexdigest()
