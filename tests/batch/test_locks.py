"""One batch at a time writes to a folder, also where the file system has no locks."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from clustersim.batch import driver as batches
from clustersim.batch.folder_lock import clear
from clustersim.batch.plan import Plan
from clustersim.batch.store import Store
from clustersim.errors import InputError, OutputExistsError
from tests.helpers.batch_worlds import SerialEngine, contents, run_here, same

pytestmark = pytest.mark.process


def test_two_batches_do_not_write_to_one_folder(plan: Plan, whole: Path) -> None:
    with Store(whole, plan), pytest.raises(OutputExistsError, match="being written by another"):
        run_here(plan, whole)


@pytest.mark.parametrize(
    "answer", [NotImplementedError("no flock"), OSError(errno.ENOLCK, "No locks available"), OSError(errno.ENOTSUP, "")]
)
def test_a_file_system_without_locks_is_written_to_and_said(
    answer: Exception, plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: object, **options: object) -> None:
        raise answer

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    said: list[str] = []
    folder = tmp_path / "shared"
    done = batches.run_batch(plan, folder, SerialEngine, progress=batches.Progress(say=said.append))
    assert done.finished == 12
    assert said == [f"The file system of {folder} has no locks: see that no other batch writes there meanwhile."]
    assert same(contents(folder), contents(whole))
    clear(folder)
    assert not (folder / "manifest.json").exists()


def test_a_lock_that_fails_otherwise_is_a_mistake_that_is_named(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(InputError, match="cannot be used: Permission denied"):
        run_here(plan, tmp_path / "theirs")
