"""Records of finished runs as bytes: a small header and the tables, checked by a hash."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import NamedTuple

import pyarrow as pa

MAGIC = b"CSR1"
FRAME = struct.Struct("<4sQ16s")  # magic, length of the payload, first 16 bytes of its SHA-256
LENGTH = struct.Struct("<I")


class Header(NamedTuple):
    """What is known of a finished run besides its tables."""

    id: str
    seed: int
    fingerprint: str  # of the model that made it
    sha256: str  # of the contents of its tables
    seconds: float


def pack(header: Header, tables: dict[str, pa.Table]) -> bytes:
    """Return a framed record."""
    blobs = {name: _ipc(table) for name, table in tables.items()}
    head = json.dumps({**header._asdict(), "tables": {name: len(blob) for name, blob in blobs.items()}}).encode()
    payload = b"".join([LENGTH.pack(len(head)), head, *blobs.values()])
    return FRAME.pack(MAGIC, len(payload), hashlib.sha256(payload).digest()[:16]) + payload


def _ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def read_header(payload: bytes) -> tuple[Header, dict[str, int], int]:
    """Return the header of a payload, the sizes of its tables and where they begin."""
    (length,) = LENGTH.unpack_from(payload)
    head = json.loads(payload[LENGTH.size : LENGTH.size + length])
    sizes = head.pop("tables")
    return Header(**head), sizes, LENGTH.size + length


def read_tables(payload: bytes) -> dict[str, pa.Table]:
    """Return the tables of a payload."""
    _, sizes, at = read_header(payload)
    found = {}
    for name, size in sizes.items():
        with pa.ipc.open_stream(pa.py_buffer(payload[at : at + size])) as reader:
            found[name] = reader.read_all()
        at += size
    return found


def payload_of(frame: bytes) -> bytes | None:
    """Return the payload of a whole and sound frame, else None."""
    if len(frame) < FRAME.size:
        return None
    magic, length, check = FRAME.unpack_from(frame)
    payload = frame[FRAME.size : FRAME.size + length]
    if magic != MAGIC or len(payload) != length or hashlib.sha256(payload).digest()[:16] != check:
        return None
    return payload
