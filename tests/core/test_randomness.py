"""The keyed draws: plain and compiled form agree bit for bit, and pass a statistical battery."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from clustersim.core import draws, keyed, randomness
from clustersim.core.columns import F64, U64
from clustersim.core.kernel import kernel
from clustersim.spec.decisions import Decision

KEYS = np.array([0, 1, 2, 3, 2**31, 2**63 - 1, 2**63, 2**64 - 1, 0x9E3779B97F4A7C15], dtype=np.uint64)


@kernel
def _compiled(state: np.uint64, keys: U64, out: F64) -> None:
    for i in range(keys.shape[0]):
        for j in range(keys.shape[0]):
            out[0, i, j] = draws.unit(draws.absorb(draws.absorb(state, keys[i]), keys[j]))
            out[1, i, j] = draws.unit(draws.pair(state, keys[i], keys[j]))
            u = draws.uniform(state, keys[i])
            out[2, i, j] = draws.normal(u)
            out[3, i, j] = draws.poisson(u, 0.3 * (j + 1))
            out[4, i, j] = draws.rounded(draws.normal(u) * 10.0 ** (j - 4))


def test_plain_and_compiled_draws_are_the_same_numbers() -> None:
    state = randomness.stream(7, Decision.GROWTH, 12)
    found = np.empty((5, len(KEYS), len(KEYS)))
    _compiled(np.uint64(state), KEYS, found)
    keys = [int(key) for key in KEYS]
    for i, a in enumerate(keys):
        for j, b in enumerate(keys):
            u = randomness.uniform(state, a)
            expected = [
                randomness.uniform(state, a, b),
                ((randomness.pair(state, a, b) >> 12) + 0.5) / 2**52,
                randomness.normal(u),
                randomness.poisson(u, 0.3 * (j + 1)),
                randomness.rounded(randomness.normal(u) * 10.0 ** (j - 4)),
            ]
            assert found[:, i, j].tolist() == expected


@kernel
def _absorbed(state: np.uint64, keys: U64, out: U64) -> None:
    for i in range(keys.shape[0]):
        out[i] = draws.absorb(state, keys[i])


def test_plain_compiled_and_array_form_are_one_mixer() -> None:
    state = randomness.stream(7, Decision.OBSERVATION, 3)
    compiled = np.empty(len(KEYS), dtype=np.uint64)
    _absorbed(np.uint64(state), KEYS, compiled)
    plain = [randomness.absorb(state, int(key)) for key in KEYS]
    assert compiled.tolist() == keyed.hashed(state, KEYS).tolist() == plain
    assert keyed.mixed(KEYS).tolist() == [randomness.mix(int(key)) for key in KEYS]
    first, second = (column.ravel() for column in np.meshgrid(KEYS, KEYS))
    assert keyed.uniforms(state, first, second).tolist() == [
        randomness.uniform(state, int(a), int(b)) for a, b in zip(first, second, strict=True)
    ]
    assert keyed.uniforms(state, KEYS[:0]).shape == (0,)
    scores = (keyed.uniforms(state, KEYS) - 0.5) * 10.0 ** (np.arange(len(KEYS)) % 40 - 20)
    scores[0] = 0.0
    assert keyed.rounded(scores).tolist() == [randomness.rounded(score) for score in scores.tolist()]


def test_pair_does_not_depend_on_the_order_but_on_both_keys() -> None:
    state = randomness.stream(1, Decision.ACCEPT, 3)
    assert randomness.pair(state, 5, 9) == randomness.pair(state, 9, 5)
    assert len({randomness.pair(state, a, b) for a in range(30) for b in range(a)}) == 30 * 29 // 2


def grid_of_draws(vary: str, count: int) -> F64:
    """Return draws for keys, ticks, seeds or decisions that follow each other like 0, 1, 2 ... (the hardest input)."""
    found = np.empty(count)
    for number in range(count):
        seed, tick, key = (number, 0, 0) if vary == "seed" else (0, number, 0) if vary == "tick" else (0, 0, number)
        found[number] = randomness.uniform(randomness.stream(seed, Decision.EXIT, tick), key)
    return found


@pytest.mark.parametrize("vary", ["key", "tick", "seed"])
def test_draws_of_neighbouring_identities_are_uniform_and_independent(vary: str) -> None:
    u = grid_of_draws(vary, 40_000)
    counts = np.histogram(u, bins=200, range=(0, 1))[0]
    assert 1e-4 < stats.chisquare(counts).pvalue < 1 - 1e-4  # two-sided: too even is wrong as well
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    for lag in (1, 2, 7, 64):
        assert abs(np.corrcoef(u[lag:], u[:-lag])[0, 1]) * math.sqrt(len(u)) < 4.0
    table = np.histogram2d(u[1:], u[:-1], bins=20, range=[[0, 1], [0, 1]])[0].ravel()
    assert 1e-4 < stats.chisquare(table).pvalue < 1 - 1e-4
    signs = np.diff(u) > 0
    assert abs(signs.mean() - 0.5) < 0.01


def test_decisions_do_not_share_luck() -> None:
    streams = [
        randomness.stream(3, decision, 5)
        for decision in (Decision.EXIT, Decision.ENTRY, Decision.GROWTH, Decision.LEARNING)
    ]
    table = np.array([[randomness.uniform(stream, key) for key in range(20_000)] for stream in streams])
    correlations = np.corrcoef(table)[np.triu_indices(len(streams), 1)]
    assert np.abs(correlations).max() * math.sqrt(table.shape[1]) < 4.0


def test_one_changed_bit_changes_half_of_the_bits() -> None:
    flips = [
        bin(randomness.absorb(77, key) ^ randomness.absorb(77, key ^ (1 << bit))).count("1")
        for key in range(0, 4000, 37)
        for bit in range(64)
    ]
    assert abs(float(np.mean(flips)) - 32.0) < 0.2
    assert min(flips) > 8


def test_normal_and_poisson_follow_their_laws() -> None:
    u = np.array([randomness.uniform(randomness.stream(0, Decision.LEARNING, 0), key) for key in range(20_000)])
    quantiles = np.array([randomness.normal(value) for value in u])
    np.testing.assert_allclose(quantiles, stats.norm.ppf(u), rtol=2e-8, atol=2e-9)
    for mean in (0.02, 0.7, 4.0, 30.0):
        counts = [randomness.poisson(value, mean) for value in u]
        assert counts == stats.poisson.ppf(u, mean).astype(int).tolist()
    assert randomness.poisson(0.999, 0.0) == 0


def test_rounding_keeps_nine_digits_and_makes_near_ties_equal() -> None:
    assert randomness.rounded(1.0) == randomness.rounded(1.0 + 1e-13)
    assert randomness.rounded(1.0) != randomness.rounded(1.0 + 1e-8)
    assert randomness.rounded(-3.25) == -3.25
    assert math.isnan(randomness.rounded(math.nan))
    assert randomness.rounded(math.inf) == math.inf


def test_decision_numbers_are_frozen() -> None:
    # results of published runs depend on these numbers: new decisions get new numbers, old ones never change
    frozen = {
        "KEY_INITIAL": 1,
        "KEY_ENTRANT": 2,
        "KEY_INSTITUTION": 3,
        "INITIAL_PLACE": 10,
        "INITIAL_SIZE": 11,
        "INITIAL_AGE": 12,
        "INITIAL_KNOWLEDGE": 13,
        "INITIAL_OUTSIDE": 14,
        "INITIAL_HISTORY": 15,
        "TECHNOLOGY": 20,
        "OPENNESS": 21,
        "ABSORPTION": 22,
        "CONSTRAINED": 23,
        "KNOWLEDGE_AT_BIRTH": 24,
        "LEARNING": 30,
        "INNOVATION": 31,
        "INNOVATION_STEP": 32,
        "GROWTH": 33,
        "OUTSIDE_GAIN": 34,
        "OUTSIDE_LOSS": 35,
        "TIE_USE": 40,
        "TIE_END": 41,
        "ENCOUNTER_COUNT": 42,
        "ENCOUNTER_PLACE": 43,
        "ENCOUNTER_PARTNER": 44,
        "ENCOUNTER_THIN": 45,
        "CLOSURE_COUNT": 46,
        "CLOSURE_PARTNER": 47,
        "CLOSURE_SECOND": 48,
        "CHAMBER_ATTEND": 49,
        "CHAMBER_PARTNER": 50,
        "EVENT_ATTEND": 51,
        "EVENT_PARTNER": 52,
        "EVENT_COUNTS": 53,
        "TENANT_COUNT": 54,
        "TENANT_PARTNER": 55,
        "ACCEPT": 56,
        "PRIORITY": 57,
        "PARENT_TIE": 58,
        "CHAMBER_TIE": 59,
        "EXIT": 60,
        "ENTRY": 61,
        "ENTRY_ORIGIN": 62,
        "ENTRY_SIZE": 63,
        "SPINOFF": 64,
        "SPINOFF_PLACE": 65,
        "ACADEMIC": 66,
        "ACADEMIC_PLACE": 67,
        "ACADEMIC_SECTOR": 68,
        "PLACE_PRIORITY": 69,
        "CENTRE_ENTRY": 70,
        "GRADUATE_PLACE": 71,
        "RELOCATE": 72,
        "RELOCATE_PLACE": 73,
        "RELOCATE_NOISE": 74,
        "REACH": 80,
        "OBSERVATION": 81,
        "REPAIR": 82,
        "CENTRE_PLACE": 83,
        "SUPPORT_MERIT": 84,
        "SUPPORT_RACE": 85,
        "PROJECT_MEMBER": 86,
        "PROJECT_MEET": 87,
        "PROJECT_SUCCESS": 88,
        "ADOPT": 89,
        "BOOTSTRAP": 90,
        "PERMUTATION": 91,
        "ADVISED": 92,
        "CALL": 93,
        "PROMISE": 94,
        "POTENTIAL": 95,
        "PROJECT_LENGTH": 96,
        "MEMBER": 97,
        "PROJECT_LEADER": 110,
        "CHAMBER_ADVISED": 111,
        "REPAIR_HOST": 120,
    }
    assert {name: decision.value for name, decision in Decision.__members__.items()} == frozen
    assert len(set(frozen.values())) == len(frozen)  # a number given twice would be a second name of the first


def test_draws_are_never_0_or_1(monkeypatch: pytest.MonkeyPatch) -> None:
    for extreme, side in ((0, "low"), (2**64 - 1, "high")):
        monkeypatch.setattr(randomness, "hashed", lambda state, *keys, value=extreme: value)
        assert 0.0 < randomness.uniform(0) < 1.0, side
    assert 0.0 < draws.unit(np.uint64(0)) < draws.unit(np.uint64(2**64 - 1)) < 1.0
