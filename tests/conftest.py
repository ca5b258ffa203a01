"""What all tests share."""

from __future__ import annotations

import functools
import gc
import multiprocessing.process
import platform
import signal
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from hypothesis import settings
from typer.main import get_command

# Under nohup and in background jobs of a shell Ctrl-C is ignored, and child processes inherit that: the tests that send
# it would wait for ever. Here it means what it means at a terminal.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "clustersim", deadline=None, print_blob=True
)  # machines differ in speed; the first call compiles
settings.load_profile("clustersim")


def pytest_collection_finish() -> None:
    """Let the collector of garbage look less often, and never again at what importing and collecting has made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


_running: list[pytest.Item] = []  # the test that runs, with the fixtures made for it


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Remember which test runs."""
    _running.append(item)
    try:
        return (yield)
    finally:
        _running.pop()


def _only_if_marked(start: Callable[..., Any]) -> Callable[..., Any]:
    """Return `start` such that a test without the mark `process` fails where it starts one."""

    def guarded(*arguments: Any, **options: Any) -> Any:
        if _running and _running[-1].get_closest_marker("process") is None:
            pytest.fail(f"{_running[-1].nodeid} starts a process: mark it with @pytest.mark.process")
        return start(*arguments, **options)

    return guarded


platform.platform()  # Python asks `uname` once, the first time; manifests want to know it
subprocess.Popen.__init__ = _only_if_marked(subprocess.Popen.__init__)  # type: ignore[method-assign]
multiprocessing.process.BaseProcess.start = _only_if_marked(multiprocessing.process.BaseProcess.start)  # type: ignore[method-assign]


class Answer(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


@functools.cache
def _commands(app: typer.Typer) -> object:
    """Return the commands of an app, which typer would make out of the signatures again for every call."""
    return get_command(app)


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Answer]:
    """Run `clustersim ...` in this process, in an empty folder."""
    from clustersim.cli.app import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("typer.main.get_command", _commands)

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["clustersim", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Answer(code, *capsys.readouterr())

    return run
