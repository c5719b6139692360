"""Draws ../icon.png: three stages, each standing on the one before. `python3 scripts/icon.py`; needs nothing else."""

import pathlib
import struct
import zlib

SIZE = 256
# Averaging a grid of samples per pixel is what makes the round corners smooth.
SAMPLES = 4

BACKGROUND = (16, 36, 58)
# Left, top, right, bottom and colour, as parts of the size.
BARS = [
    (0.16, 0.64, 0.84, 0.80, (44, 107, 158)),
    (0.16, 0.42, 0.66, 0.58, (79, 163, 209)),
    (0.16, 0.20, 0.48, 0.36, (255, 196, 87)),
]


def inside(x, y, box, radius):
    """Whether a point lies in a box with round corners."""
    left, top, right, bottom = box
    if not (left <= x <= right and top <= y <= bottom):
        return False
    dx = max(left + radius - x, x - right + radius, 0)
    dy = max(top + radius - y, y - bottom + radius, 0)
    return dx * dx + dy * dy <= radius * radius


def colour(x, y):
    """The colour and opacity of a point."""
    for *box, fill in BARS:
        if inside(x, y, box, 0.035):
            return (*fill, 255)
    return (*BACKGROUND, 255) if inside(x, y, (0, 0, 1, 1), 0.18) else (*BACKGROUND, 0)


def pixel(column, row):
    """The mean of a pixel's samples."""
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    points = [colour((column + dx) / SIZE, (row + dy) / SIZE) for dx in steps for dy in steps]
    return bytes(round(sum(channel) / len(points)) for channel in zip(*points))


def chunk(name, data):
    """A PNG chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main():
    """Writes the file."""
    rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIZE)) for row in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    pathlib.Path(__file__).parent.parent.joinpath("icon.png").write_bytes(png)


main()
