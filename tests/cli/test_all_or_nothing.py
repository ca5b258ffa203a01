"""Commands that write several files write all of them or none: stopped at any of them, the old set stays whole."""

from __future__ import annotations

import errno
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from clustersim import plots
from clustersim.batch.plan import Plan
from clustersim.plots import style
from clustersim.report import build
from clustersim.runs.files import together
from tests.helpers.batch_worlds import run_here, tiny_text

Command = Callable[..., Any]
FULL = OSError(errno.ENOSPC, "No space left on device")
NAMES = (
    "BETRIEB;Straße;Laenge;Breite;WZ;Beschäftigte\nA;x;7,70;49,40;62.01;12\nB;x;7,71;49,41;62.02;30\n"
    "C;x;7,75;49,44;26.11;7\nD;x;7,80;49,46;62.01;99\n"
)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a batch that keeps firms, some of them supported."""
    base = tmp_path_factory.mktemp("set")
    text = tiny_text(seeds=2, ticks=8, outputs="firms = true").replace('"networking", ', '"networking", "marketing", ')
    (base / "tiny.toml").write_text(text.replace("firms = 80", "firms = 200"))
    run_here(Plan.load(base / "tiny.toml"), base / "r")
    return base / "r"


def drawn(_: Figure, where: Path | io.BytesIO, __: float) -> None:
    """Stand in for the drawing of a figure, to a file or for a page."""
    where.write_bytes(b"a figure") if isinstance(where, Path) else where.write(b"a figure")


class Stopped:
    """Counts the files that are written, and stops at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.at, self.error = 0, 0, BaseException()
        for holder, name in ((pd.DataFrame, "to_csv"), (Path, "write_text")):
            monkeypatch.setattr(holder, name, self._counted(getattr(holder, name)))
        monkeypatch.setattr(style, "save", self._counted(drawn))

    def _counted(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                raise self.error
            return write(*arguments, **options)

        return counted

    def at_each(self, run: Callable[[], object]) -> Iterator[BaseException]:
        """Run something once to its end, then again and again, stopped at one file after the other; yield the error."""
        self.count, self.at = 0, 0
        run()
        yield BaseException()
        for number in range(1, self.count + 1):
            self.count, self.at, self.error = 0, number, FULL if number % 2 else KeyboardInterrupt()
            run()
            assert self.count >= number
            yield self.error


def held(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder and beside it, by its name."""
    return {str(path): path.read_bytes() for path in sorted(folder.parent.rglob("*")) if path.is_file()}


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("compare",), 6),
        (("compare", "--tables", "csv-de"), 6),
        (("attribute",), 2),
        (("report", "--tables", "csv"), 4),
        (("evaluate", "--arm", "networking", "--force"), 8),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_is_stopped_leaves_the_old_set(
    words: tuple[str, ...],
    files: int,
    command: Command,
    finished: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out" / ("report.html" if words[0] == "report" else "set")
    monkeypatch.setattr(
        plots, "batch_figures", lambda *_, **__: {name: Figure() for name in ("effects", "path", "cost")}
    )
    stopped = Stopped(monkeypatch)
    monkeypatch.setattr(build, "report", lambda *_, **__: "a page")
    codes: list[int] = []
    ends = stopped.at_each(lambda: codes.append(command(words[0], finished, *words[1:], "--out", out).code))
    next(ends)
    assert codes == [0]
    assert stopped.count >= files
    old = held(out)
    for error in ends:
        assert codes[-1] == (130 if isinstance(error, KeyboardInterrupt) else 2)
        assert held(out) == old
    assert len(codes) > files


def test_a_region_is_written_whole(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "register.csv").write_text(NAMES, encoding="utf-8")
    stopped = Stopped(monkeypatch)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes.txt").write_bytes(b"mine")
    for folder, kept in (("new", False), ("there", True)):
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        for number in (1, 2, 3):
            stopped.count, stopped.at, stopped.error = 0, number, FULL
            assert command("region", "register.csv", "--out", folder).code == 2
            assert (tmp_path / folder).exists() == kept
            assert not kept or [path.name for path in (tmp_path / folder).iterdir()] == ["notes.txt"]
        stopped.at = 0
        done = command("region", "register.csv", "--out", folder)
        assert done.code == 0, done.err
        assert len(list((tmp_path / folder).iterdir())) == 3 + kept
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_is_not_of_the_set_stays_and_what_is_left_of_it_goes(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "set"
    with together(folder) as staged:
        (staged / "one").write_text("1")
        (staged / "two").write_text("2")
        assert not folder.exists()
    (folder / "mine").write_text("x")
    with together(folder, earlier=["one", "two", "three"]) as staged:
        (staged / "one").write_text("new")
        assert (folder / "one").read_text() == "1"
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"one": "new", "mine": "x"}
    for text in ("1", "2"):  # in a folder within it as well
        (folder / "sub").mkdir(exist_ok=True)
        (folder / "sub" / "mine").write_text("x")
        (folder / "sub" / "old").write_text("x")
        with together(folder, earlier=["sub/old"]) as staged:
            (staged / "sub").mkdir()
            (staged / "sub" / "two").write_text(text)
        assert {path.name: path.read_text() for path in (folder / "sub").iterdir()} == {"mine": "x", "two": text}
    with pytest.raises(ZeroDivisionError), together(tmp_path / "b" / "c" / "d"):
        raise ZeroDivisionError
    assert {path.name for path in tmp_path.iterdir()} == {"a"}


@pytest.mark.process
def test_a_folder_that_cannot_be_made_is_told(command: Command, finished: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in ("file", "file/under"):
        done = command("compare", finished, "--no-figures", "-q", "--out", out)
        assert (done.code, len(done.err.splitlines())) == (2, 1)
        assert "cannot be made" in done.err
