"""The journal of a batch: finished runs, appended one after the other, each with a checksum.

A process that is killed while it writes leaves a torn last record; whoever opens the journal to write cuts it off, and
nobody ever reads it. A record that was damaged later is skipped and counted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from clustersim.batch.records import FRAME, MAGIC, Header, payload_of, read_header
from clustersim.runs.files import whole

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20


@dataclass
class Entries:
    """What a journal holds: where each run begins and how long its frame is, its header, and what is damaged."""

    frames: dict[str, tuple[int, int]] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    damaged: list[int] = field(default_factory=list)  # where unreadable stretches begin
    end: int = 0  # behind the last sound record


def scan(path: Path) -> Entries:
    """Read a journal from its beginning; of a run that is in it twice, the later record counts."""
    found = Entries()
    if not path.exists():
        return found
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at < size:
            frame = _frame_at(file, at)
            payload = None if frame is None else payload_of(frame)
            if frame is None or payload is None:
                later = _next_sound(file, at + 1, size)
                if later is None:
                    break  # the torn end of a writer that was killed
                found.damaged.append(at)
                at = later
                continue
            header, _, _ = read_header(payload)
            found.frames[header.id] = (at, len(frame))
            found.headers[header.id] = header
            at += len(frame)
            found.end = at
    return found


def _frame_at(file: BinaryIO, at: int) -> bytes | None:
    file.seek(at)
    head = file.read(FRAME.size)
    if len(head) < FRAME.size or head[:4] != MAGIC:
        return None
    _, length, _ = FRAME.unpack(head)
    if length > os.fstat(file.fileno()).st_size - at - FRAME.size:
        return None
    return head + file.read(length)


def _next_sound(file: BinaryIO, at: int, size: int) -> int | None:
    """Return where the next sound record begins, None if there is none."""
    while at < size:
        file.seek(at)
        chunk = file.read(CHUNK + len(MAGIC) - 1)
        place = chunk.find(MAGIC)
        if place < 0:
            at += CHUNK
            continue
        frame = _frame_at(file, at + place)
        if frame is not None and payload_of(frame) is not None:
            return at + place
        at += place + 1
    return None


class Journal:
    """A journal open for writing by one process. Opening cuts off a torn end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries = scan(path)
        if path.exists() and path.stat().st_size > self.entries.end:
            os.truncate(path, self.entries.end)
        self._file = path.open("ab", buffering=0)

    def append(self, frame: bytes) -> Header:
        """Write one record and return its header; if that fails (the disk is full), the journal is as it was before and
        the error goes on.
        """
        payload = payload_of(frame)
        if payload is None:
            raise ValueError("a record that is not whole")
        begin = self.entries.end
        try:
            view = memoryview(frame)
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            os.truncate(self.path, begin)
            raise
        header, _, _ = read_header(payload)
        self.entries.frames[header.id] = (begin, len(frame))
        self.entries.headers[header.id] = header
        self.entries.end = begin + len(frame)
        return header

    def read(self, run: str) -> bytes:
        """Return the frame of a run."""
        return read_frame(self.path, self.entries.frames[run])

    def keep_only(self, runs: set[str]) -> None:
        """Replace the journal by one with these runs only, in one step."""
        with whole(self.path) as beside, beside.open("wb") as file:
            for run, place in self.entries.frames.items():
                if run in runs:
                    file.write(read_frame(self.path, place))
            file.flush()
            self._file.close()
        self.entries = scan(self.path)
        self._file = self.path.open("ab", buffering=0)

    def close(self) -> None:
        """Make sure that everything is on the disk, and close."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
            self._file.close()


def read_frame(path: Path, place: tuple[int, int]) -> bytes:
    """Return the frame at a place of a journal."""
    with path.open("rb") as file:
        file.seek(place[0])
        return file.read(place[1])
