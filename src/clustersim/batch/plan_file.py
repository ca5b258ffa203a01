"""`read_source`: a plan file, checked like a scenario, with every mistake at its line; and the arms that follow
from it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from clustersim.batch.design_parts import drafts_of, flat
from clustersim.batch.plan_json import PLAN, Made, read_stored
from clustersim.batch.plan_parts import MOST_SEED, Arm, Outputs, Replication
from clustersim.batch.plan_schema import ArmPart, DesignPart, PlanFile
from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.metrics.registry import METRICS
from clustersim.scenario import Scenario
from clustersim.scenario.explain import Kept, explain, without
from clustersim.scenario.files import paths
from clustersim.scenario.files.documents import Document, read_file, shipped_folders, shipped_scenarios
from clustersim.scenario.tasks import keep_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MOST_ARMS = 100_000
ROUNDS = 4  # of leaving out wrong values before the rest is given up
Entry = TypeVar("Entry")


def shipped_plans() -> dict[str, Path]:
    """Return the plans that come with the package, by name."""
    return {
        path.stem: path for folder in reversed(shipped_folders()) for path in sorted((folder / "plans").glob("*.toml"))
    }


def read_source(source: str | Path, make: Callable[..., Made]) -> Made:
    """Return a shipped plan by its name, or one read from a file, as `make` makes it of its parts.

    Also `plan.json` of results holds one, in full. Raises InputError with one problem for every mistake.
    """
    path, shown = _find(str(source))
    if path.name == PLAN:
        return read_stored(path.parent, make)
    document = read_file(path, shown, 1)
    document.data.setdefault("name", path.stem)
    keep_up(DesignPart, PlanFile)
    file, wrong, kept = _checked(document.data)
    problems = [_placed(document, paths.dotted(key), text) for key, text in wrong.items()]
    if file is None:
        raise InputError(problems)
    return _Reader(file, document, path, shown, problems, kept).plan(make)


def _checked(data: dict[str, Any]) -> tuple[PlanFile | None, dict[paths.Path, str], Kept]:
    """Return a plan file without the values that are wrong, so that mistakes of all kinds are told at once; what is
    wrong by its place; and which entries are left of lists that lost some. No file if nothing can be made of it.
    """
    wrong: dict[paths.Path, str] = {}
    kept: Kept = {}
    for _ in range(ROUNDS):
        try:
            return PlanFile(**data), wrong, kept
        except ValidationError as error:
            wrong = wrong or explain(error, PlanFile)  # what is missing later on was taken out here
            data = without(data, error, kept)
    return None, wrong, kept


def _find(source: str) -> tuple[Path, str]:
    shipped = shipped_plans()
    if source in shipped:
        return shipped[source], str(shipped[source])
    path = Path(source)
    try:
        if path.is_file():
            return path, source
    except (OSError, ValueError):
        pass
    names = sorted(shipped)
    message = (
        f"no such file, and no shipped plan of this name; shipped: {', '.join(names)}.{did_you_mean(source, names)}"
    )
    raise InputError([Problem(paths.one_line(source), 0, "", message)])


def plan_source(source: str, folder: Path) -> str:
    """Return what `clustersim batch` takes for the plan that was read from `source` and has its results in a folder.

    That is the name of a shipped plan, the file if it is there, else the plan as it is stored with the results.
    """
    try:
        known = source in shipped_plans() or (bool(source) and Path(source).is_file())
    except (OSError, ValueError):
        known = False
    return source if known else str(folder / PLAN)


def _placed(document: Document, key: str, message: str) -> Problem:
    place, _ = document.place(key)
    return Problem(place.file if place else "", place.line if place else 0, key, message)


class _Reader:
    """Makes arms from a checked file and collects what is wrong."""

    def __init__(
        self, file: PlanFile, document: Document, path: Path, shown: str, problems: list[Problem], kept: Kept
    ) -> None:
        self.file, self.document, self.path, self.shown = file, document, path, shown
        self.problems, self.kept = problems, kept
        self.lost = any(problem.key.startswith(("arms", "designs")) for problem in problems)  # arms, perhaps
        self.scenarios: dict[str, Scenario | None] = {}

    def plan(self, make: Callable[..., Made]) -> Made:
        file = self.file
        base = self.scenario(file.scenario, "scenario")
        if base is not None and file.changes:
            base = self.changed(base, flat(file.changes), "changes") or base  # what else is wrong shows without them
        seeds = self.seeds(file.seeds, "seeds")
        arms = [arm for key, part in self.keyed("arms", file.arms) if (arm := self.written(part, base, key))]
        for key, design in self.keyed("designs", file.designs):
            arms += self.designed(design, base, key)
        arms = self.compared(arms, seeds)
        outputs, more = file.outputs, file.replication
        if more is not None:
            self.known_metrics(more.metrics, "replication.metrics")
        if self.problems or base is None:
            raise InputError(dict.fromkeys(self.problems))
        return make(
            file.name,
            file.title or file.name,
            file.question,
            tuple(arms),
            seeds,
            base.ticks if file.ticks is None else file.ticks,
            Outputs(outputs.firms, outputs.ties, outputs.events, outputs.metrics),
            replication=None
            if more is None
            else Replication(tuple(more.metrics), more.half_width, more.step, more.most),
            title_de=file.title_de,
            question_de=file.question_de,
            source=self.path.stem if self.path in shipped_plans().values() else self.shown,
        )

    def keyed(self, name: str, parts: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of a list with the keys by which the file knows them."""
        numbers = self.kept.get((name,), range(len(parts)))
        return ((f"{name}[{number}]", part) for number, part in zip(numbers, parts, strict=True))

    def wrong(self, key: str, message: str) -> None:
        self.problems.append(_placed(self.document, key, message))

    def scenario(self, name: str, key: str) -> Scenario | None:
        """Return a shipped scenario, or the one in a file, as a path from the folder of the plan."""
        if name not in self.scenarios:
            here = self.path.parent / name
            source = name if name in shipped_scenarios() or not here.is_file() else here
            try:
                self.scenarios[name] = Scenario.load(source)
            except InputError as error:
                self.scenarios[name] = None
                for problem in error.problems:
                    self.wrong(key, str(problem))
        return self.scenarios[name]

    def changed(self, scenario: Scenario, changes: Mapping[str, Any], key: str, prefix: str = "") -> Scenario | None:
        try:
            return scenario.changed_by(changes)
        except InputError as error:
            for problem in error.problems:
                at = f"{key}.{problem.key}"
                place = at if self.document.place(at)[1] != at else key
                where = _placed(self.document, place, "")
                self.problems.append(Problem(where.file, where.line, at, f"{prefix}{problem.message}"))
        return None

    def seeds(self, given: int | Sequence[int], key: str) -> tuple[int, ...]:
        """Return a list of different seeds."""
        if isinstance(given, int):
            if not 1 <= given <= 10_000_000:
                self.wrong(key, f"is {given}; must be a number of seeds from 1 to 10_000_000, or a list of seeds")
                return (0,)
            return tuple(range(given))
        if not given:
            self.wrong(key, "is an empty list; at least one seed is needed")
        doubled = sorted({seed for seed in given if given.count(seed) > 1})
        if doubled:
            self.wrong(key, f"names {doubled[0]} more than once")
        for seed in given:
            if not 0 <= seed <= MOST_SEED:
                self.wrong(key, f"holds {paths.shown(seed)}; a seed of a plan is a whole number from 0 to 2^63 - 1")
        return tuple(given)

    def written(self, part: ArmPart, base: Scenario | None, key: str) -> Arm | None:
        """Return an arm that is written out."""
        scenario = self.scenario(part.scenario, f"{key}.scenario") if part.scenario else base
        if scenario is not None and part.scenario and self.file.changes:
            scenario = self.changed(scenario, flat(self.file.changes), "changes")
        if scenario is not None and part.changes:
            scenario = self.changed(scenario, flat(part.changes), f"{key}.changes")
        if scenario is None:
            return None
        seeds = None if part.seeds is None else self.seeds(part.seeds, f"{key}.seeds")
        # names come from the scenario file only where nothing but the file makes the arm
        own = bool(part.scenario) and not part.changes
        title, title_de = (
            part.title or (scenario.title if own else ""),
            part.title_de or (scenario.title_de if own else ""),
        )
        return Arm(
            part.name,
            scenario,
            "?" if part.baseline is None else part.baseline,
            title,
            title_de,
            seeds,
            tuple(flat(part.changes).items()),
            note=part.note,
            note_de=part.note_de,
        )

    def designed(self, part: DesignPart, base: Scenario | None, key: str) -> list[Arm]:
        """Return the arms of a design."""
        if len(set(part.tasks)) < len(part.tasks):
            self.wrong(f"{key}.tasks", "names a task more than once")
            self.lost = True
            return []
        before = len(self.problems)
        if base is not None:
            self.check_settings(part, base, key)
        drafts = drafts_of(part, key, self.wrong)
        if len(drafts) > MOST_ARMS:
            self.wrong(key, f"makes {len(drafts):,} arms; at most {MOST_ARMS:,} can be run")
        if base is None or len(self.problems) > before:
            self.lost = True
            return []
        found = []
        for draft in drafts:
            scenario = self.changed(base, draft.changes, key, f"in arm {draft.name}: ")
            if scenario is None:
                self.lost = True
                break  # the other arms would say the same
            swept = any("." in name for name in draft.settings)
            settings = tuple(draft.settings.items())
            found.append(Arm(draft.name, scenario, draft.baseline, settings=settings, swept=swept))
        return found

    def check_settings(self, part: DesignPart, base: Scenario, key: str) -> None:
        """Say what is wrong with the settings of tasks, at their own places."""
        for task, values in part.settings.items():
            for name, value in values.items():
                try:
                    base.changed_by({"policies": {task: {name: value}}})
                except InputError as error:
                    for problem in error.problems:
                        self.wrong(f"{key}.settings.{task}.{name}", problem.message)

    def compared(self, arms: list[Arm], seeds: tuple[int, ...]) -> list[Arm]:
        """Return the arms with the names of their baselines; arms of the same name and contents are one."""
        if not arms and not self.problems:
            self.wrong("", "has no arms; add [[arms]] or [[designs]]")
        by_name: dict[str, Arm] = {}
        folded: dict[str, str] = {}
        for arm in arms:
            same = by_name.setdefault(arm.name, arm)
            if same.scenario != arm.scenario or same.seeds != arm.seeds:
                self.wrong(self._key_of(arm.name), f"two different arms are called {arm.name}")
            if folded.setdefault(arm.name.lower(), arm.name) != arm.name:
                self.wrong(
                    self._key_of(arm.name),
                    f"{arm.name} and {folded[arm.name.lower()]} differ in capitals only; some systems take their "
                    "files for the same",
                )
        names = list(dict.fromkeys([*by_name, *(part.name for part in self.file.arms)]))
        base = self.file.baseline
        if base is not None and base not in names and not self.lost:
            self.wrong("baseline", f"is {paths.shown(base)}; there is no such arm.{did_you_mean(base, names)}")
        base = base or (names[0] if names else "")
        found = []
        for arm in by_name.values():
            against = (base if arm.name != base else "") if arm.baseline == "?" else arm.baseline
            if against and against not in names and arm.baseline != "?" and not self.lost:
                self.wrong(
                    f"{self._key_of(arm.name)}.baseline",
                    f"is {paths.shown(against)}; there is no such arm.{did_you_mean(against, names)}",
                )
            elif against and against in by_name:
                mine, theirs = (by_name[name].seeds or seeds for name in (arm.name, against))
                if arm.seeds is not None and not set(mine) & set(theirs):
                    self.wrong(
                        f"{self._key_of(arm.name)}.seeds",
                        f'shares no seed with {against}, with which it is compared; set baseline = "" if that is meant',
                    )
            found.append(replace(arm, baseline=against))
        return found

    def _key_of(self, name: str) -> str:
        keys = [key for key, part in self.keyed("arms", self.file.arms) if part.name == name]
        return keys[-1] if keys else "designs"

    def known_metrics(self, names: Sequence[str], key: str) -> None:
        for name in names:
            if name not in METRICS:
                self.wrong(
                    key,
                    f"names {paths.shown(name)}, which is no metric of the series.{did_you_mean(name, list(METRICS))}",
                )
