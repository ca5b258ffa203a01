"""What a folder of results says of itself: its manifest and its plan, which may be damaged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustersim.batch.journal import scan
from clustersim.batch.plan import Plan
from clustersim.batch.plan_json import MEND, read_stored
from clustersim.batch.stored import StoredManifest
from clustersim.errors import InputError, Problem
from clustersim.runs.extensions import fingerprint_of
from clustersim.runs.files import MANIFEST
from clustersim.runs.stored import check, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEMA_VERSION = 1
JOURNAL, FAILED = "journal.bin", "failed"


@dataclass(frozen=True)
class StoredPart:
    """Some runs of one arm: their numbers in the order of seeds, and the hash of each of its files."""

    arm: str
    name: str
    runs: tuple[str, ...]
    files: dict[str, str]  # table: SHA-256

    def path(self, folder: Path, table: str) -> Path:
        """Return the file of one table."""
        return folder / table / f"{self.name}.parquet"


@dataclass
class Manifest:
    """What a folder of results says of itself."""

    plan: str
    fingerprints: list[str] = field(default_factory=list)
    parts: list[StoredPart] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    contents_sha256: str = ""
    clustersim: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    extensions: list[dict[str, str]] = field(default_factory=list)  # tasks, metrics, phases that are not of the package
    seconds: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """Return it as it is written."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": "batch",
            **vars(self),
            "parts": [vars(part) for part in self.parts],
        }


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; InputError if there is none, or one that cannot be read."""
    path = folder / MANIFEST
    try:
        data = read_json(path)
    except FileNotFoundError:
        what = "no such folder" if not folder.exists() else "holds no results of a batch (no manifest.json)"
        raise InputError([Problem(str(folder), 0, "", f"{what}; `clustersim batch PLAN` makes one")]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), 0, "", f"is damaged ({type(error).__name__}); {MEND}")]) from None
    if not isinstance(data, dict):
        raise InputError([Problem(str(path), 0, "", f"is damaged; {MEND}")])
    if "kind" not in data and {"seed", "result_sha256"} & data.keys():
        message = "holds a single run, not a batch; `clustersim batch PLAN` makes one"
        raise InputError([Problem(str(folder), 0, "", message)])
    version = data.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        message = f"is {version}; this version of clustersim reads up to {SCHEMA_VERSION}: update it"
        raise InputError([Problem(str(path), 0, "schema_version", message)])
    if problems := check(data, StoredManifest, path):
        raise InputError([*problems, Problem(str(path), 0, "", MEND)])
    known = dict(StoredManifest.model_validate(data)) | {
        "parts": [StoredPart(part["arm"], part["name"], tuple(part["runs"]), part["files"]) for part in data["parts"]]
    }
    return Manifest(**{name: value for name, value in known.items() if name not in ("schema_version", "kind")})


def is_damaged(folder: Path) -> bool:
    """Say whether a manifest that cannot be read is ours: not that of a single run, or of a later version."""
    try:
        said = read_json(folder / MANIFEST)
    except (OSError, ValueError):
        return True
    if not isinstance(said, dict):
        return True
    version = said.get("schema_version")
    later = said.get("kind") == "batch" and type(version) is int and version > SCHEMA_VERSION
    return "result_sha256" not in said and not later


def read_plan(folder: Path) -> Plan:
    """Return the plan of a folder; InputError if it cannot be read."""
    return read_stored(folder, Plan)


def is_begun(folder: Path, plan: Plan) -> bool:
    """Say whether a folder holds the beginning (or all) of this very plan, made by this version of the model."""
    try:
        manifest = read_manifest(folder)
        wanted = {run.id for run in plan.runs()}
        if manifest.plan != plan.name or {run.id for run in read_plan(folder).runs()} != wanted:
            return False
    except InputError:
        return False
    ours = {fingerprint_of(arm.scenario) for arm in plan.arms}
    journal = scan(folder / JOURNAL).headers.values()
    return {*manifest.fingerprints, *(header.fingerprint for header in journal)} <= ours


def contents_hash(done: Sequence[tuple[str, int, str]]) -> str:
    """Return a hash of finished runs, given as arm, seed and hash of their contents."""
    return hashlib.sha256(json.dumps(sorted(done)).encode()).hexdigest()
