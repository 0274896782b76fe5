"""Makes a browser's picture small: at most 256 colours, packed well."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNED = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_ALIKE = 27  # squares of the differences, added: three steps in each channel
_TRUECOLOUR, _PALETTE, _WITH_ALPHA = 2, 3, 6
_CHANNELS = {_TRUECOLOUR: 3, _WITH_ALPHA: 4}

Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """Return the picture with its most frequent colours, the others drawn nearest.

    Takes what a browser writes: 8 bits a channel, not interlaced.
    """
    chunks = dict(_chunks(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    if depth != 8 or kind not in _CHANNELS:
        return png
    rows = list(_rows(zlib.decompress(chunks[b"IDAT"]), width, _CHANNELS[kind]))
    palette, place = _reduced(Counter(colour for row in rows for colour in row))
    packed = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0)
    return _SIGNED + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", bytes(part for colour in palette for part in colour)),
            _chunk(b"IDAT", zlib.compress(packed, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _reduced(seen: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """Return at most 256 colours, and which of them each colour seen is drawn in.

    The frequent ones first, but none that could hardly be told from one before: so
    there is room left for a gradient.
    """
    palette: list[Colour] = []
    place: dict[Colour, int] = {}
    for colour, _ in seen.most_common():
        near = min(palette, key=lambda kept: _apart(kept, colour), default=None)
        full = len(palette) == _COLOURS
        if near and (full or _apart(near, colour) < _ALIKE):
            place[colour] = place[near]
        else:
            place[colour] = len(palette)
            palette.append(colour)
    return palette, place


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield every chunk, those of the picture itself as one."""
    at, picture = len(_SIGNED), b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        picture += body if name == b"IDAT" else b""
        yield name, picture if name == b"IDAT" else body
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    checked = name + body
    return (
        struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))
    )


def _rows(raw: bytes, width: int, channels: int) -> Iterator[list[Colour]]:
    """Yield the pixels of each row, the filters of PNG taken back."""
    step, above = width * channels, bytearray(width * channels)
    for at in range(0, len(raw), step + 1):
        row = bytearray(raw[at + 1 : at + 1 + step])
        _unfilter(raw[at], row, above, channels)
        yield [(row[x], row[x + 1], row[x + 2]) for x in range(0, len(row), channels)]
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray, channels: int) -> None:
    for x in range(len(row)) if kind else ():
        left = row[x - channels] if x >= channels else 0
        corner = above[x - channels] if x >= channels else 0
        guess = (left, above[x], (left + above[x]) // 2, _paeth(left, above[x], corner))
        row[x] = (row[x] + guess[kind - 1]) & 0xFF


def _paeth(left: int, above: int, corner: int) -> int:
    near = left + above - corner
    # Of equals the first, as PNG says.
    return min((left, above, corner), key=lambda each: abs(near - each))
