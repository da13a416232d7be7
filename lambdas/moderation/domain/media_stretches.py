"""An object's bytes in forward stretches, so that a header is found without reading the picture."""

import re
from collections.abc import Callable

HEAD_BYTES = 65_536
MOST_READS = 8

ReadBytes = Callable[[int, int], bytes]


class UnreadableError(Exception):
    """A header that cannot be read; its words complete "The picture is damaged: it …"."""


class Stretches:
    """The bytes of one object: the head that is already here, then ever longer stretches.

    Only forward, and at most `MOST_READS` stretches with the head as the first: each is twice as
    long as the one before, so that eight reach over 16,711,680 bytes, which is more than any
    picture that Rekognition accepts. One stretch is kept at a time (8 MiB at most).
    """

    def __init__(self, head: bytes, read: ReadBytes, *, size: int) -> None:
        """`read(offset, length)` gives up to that many bytes; whatever it raises passes through."""
        self._read = read
        self._size = size
        self._data = head
        self._start = 0
        self._reads = 1

    def at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`, or `UnreadableError` where the object ends."""
        if offset + length <= self._size and offset + length > self._start + len(self._data):
            self._fetch(offset)
        found = self._data[offset - self._start : offset - self._start + length]
        if len(found) < length:
            raise UnreadableError("breaks off inside its header")
        return found

    def find(self, pattern: re.Pattern[bytes], offset: int) -> int:
        """Where this pattern of one byte matches next, at `offset` or after it.

        Raises `UnreadableError` where it does not match before the object ends.
        """
        while True:
            self.at(offset, 1)
            match = pattern.search(self._data, offset - self._start)
            if match:
                return self._start + match.start()
            offset = self._start + len(self._data)

    def _fetch(self, offset: int) -> None:
        if self._reads >= MOST_READS:
            raise UnreadableError("has a header longer than any picture needs")
        self._data = self._read(offset, HEAD_BYTES << self._reads)
        self._start = offset
        self._reads += 1
