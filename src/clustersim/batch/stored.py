"""What a folder of a batch says of itself, as it must stand in `manifest.json` and `plan.json`; both may be damaged."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from clustersim.batch.plan_parts import MOST_SEED
from clustersim.metrics.metric import MetricSet
from clustersim.runs.stored import Stored

PART_NAME = r"^[^/\\\\]+-[0-9]{4,}-[0-9a-f]{8}$"  # names a file, and nothing in another folder
Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]
Seeds = Annotated[list[Seed], Field(min_length=1)]
Name = Annotated[str, Field(min_length=1)]


class StoredPartOf(Stored):
    """Some runs of one arm, as the manifest lists them."""

    arm: Name
    name: str = Field(pattern=PART_NAME)
    runs: list[str] = Field(min_length=1)
    files: dict[str, str] = Field(min_length=1)


class StoredManifest(Stored):
    """The manifest of a batch."""

    schema_version: int
    kind: Literal["batch"]
    plan: str
    fingerprints: list[str]
    parts: list[StoredPartOf]
    counts: dict[str, int]
    contents_sha256: str
    clustersim: str
    environment: dict[str, str]
    extensions: list[dict[str, str]] = Field([])
    seconds: float = Field(allow_inf_nan=False)


class StoredOutputs(Stored):
    """What runs keep."""

    firms: bool
    ties: bool
    events: bool
    metrics: MetricSet


class StoredReplication(Stored):
    """Replication by precision."""

    metrics: list[str] = Field(min_length=1)
    half_width: float = Field(gt=0, allow_inf_nan=False)
    step: int = Field(ge=1)
    most: int = Field(ge=2)


class StoredArm(Stored):
    """An arm of a stored plan."""

    name: Name
    title: str
    title_de: str
    baseline: str
    settings: dict[str, Any]
    seeds: Seeds | None
    stored_scenario: dict[str, Any] = Field(alias="case")
    swept: bool = False
    note: str = ""
    note_de: str = ""


class StoredPlan(Stored):
    """A stored plan."""

    name: Name
    title: str
    title_de: str
    question: str
    question_de: str
    seeds: Seeds
    ticks: int = Field(ge=0, le=100_000)
    outputs: StoredOutputs
    source: str
    replication: StoredReplication | None
    arms: list[StoredArm] = Field(min_length=1)
    sections: dict[str, Any]
