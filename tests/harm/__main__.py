"""The long run: ordeal after ordeal, each from its own seed, on both databases, with one to three workers.

python -m tests.harm --rounds 300
python -m tests.harm --seed 17 --database postgresql --workers 2     the same one again
python -m tests.harm --answers 3000                                  the other one: patients who answer on the web
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.harm import answering
from tests.harm.answering import Rush
from tests.harm.ordeal import Outcome, Trial, undergo
from tests.postgres import Postgres, running

_ROUNDS = 6
_RUSH = 150


def main() -> int:
    told = _options()
    if told.answers:
        return _answered(told)
    tally, began = Counter[str](), time.monotonic()
    failed: list[Outcome] = []
    with ExitStack() as opened:
        server = opened.enter_context(running()) if told.database != "sqlite" else None
        for trial in _trials(told, server):
            with tempfile.TemporaryDirectory(prefix="vigil-harm-") as home:
                outcome = undergo(trial, Path(home))
                _say(f"{trial}: {_told(outcome)}")
                tally.update(kills=outcome.kills, rounds=trial.rounds, copies=outcome.copies, **outcome.states)
                if outcome.faults:
                    failed.append(outcome)
                    for fault in outcome.faults[:20]:
                        _say(f"    {fault}")
                    said = Path(tempfile.gettempdir()) / f"vigil-harm-{trial.seed}.log"
                    said.write_bytes((Path(home) / "worker.log").read_bytes())
                    _say(f"    what the workers said: {said}")
    _say(f"{dict(tally)} in {time.monotonic() - began:.0f} s; {len(failed)} ordeals broke a promise")
    return 1 if failed else 0


def _answered(told: argparse.Namespace) -> int:
    """Rush after rush, in turn on each database, until so many have answered."""
    tally, began = Counter[str](), time.monotonic()
    with ExitStack() as opened:
        server = opened.enter_context(running()) if told.database != "sqlite" else None
        for number in range(max(1, told.answers // _RUSH)):
            on_postgres = server is not None and (told.database == "postgresql" or number % 2 == 1)
            url = server.create() if server is not None and on_postgres else ""
            rush = Rush(told.first + number, url, answers=_RUSH, servers=1 + number // 2 % 2)
            outcome = answering.undergo(rush)
            _say(f"{rush}: {outcome.kills} kills, {outcome.sent_again} sent again, {len(outcome.faults)} faults")
            for fault in outcome.faults[:20]:
                _say(f"    {fault}")
            tally.update(kills=outcome.kills, faults=len(outcome.faults), answers=_RUSH, sent_again=outcome.sent_again)
    _say(f"{dict(tally)} in {time.monotonic() - began:.0f} s")
    return 1 if tally["faults"] else 0


def _trials(told: argparse.Namespace, server: Postgres | None) -> Iterator[Trial]:
    """One of its own when a seed is given; else as many as the rounds need, in turn on each database."""
    seeds = [told.seed] if told.seed is not None else range(told.first, told.first + max(1, told.rounds // _ROUNDS))
    for seed in seeds:
        on_postgres = server is not None and (told.database == "postgresql" or seed % 2 == 1)
        yield Trial(
            seed,
            server.create() if server is not None and on_postgres else "",
            workers=told.workers or 1 + seed // 2 % 3,
            rounds=_ROUNDS,
            likelihood=(0.0, 0.02, 0.08)[seed % 3],
            is_pipelining=seed % 4 != 3,
            is_secured=seed % 5 > 2,
        )


def _told(outcome: Outcome) -> str:
    states = ", ".join(f"{count} {state}" for state, count in sorted(outcome.states.items()))
    verdict = f"{len(outcome.faults)} FAULTS" if outcome.faults else "all accounted for"
    return f"{outcome.kills} kills, {outcome.copies} taken by the relay; {states}: {verdict}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=300, help="of workers being started and killed")
    options.add_argument("--answers", type=int, default=0, help="answers on the web, in place of rounds of workers")
    options.add_argument("--first", type=int, default=1, help="the first seed of several")
    options.add_argument("--seed", type=int, help="one ordeal again")
    options.add_argument("--database", choices=("both", "sqlite", "postgresql"), default="both")
    options.add_argument("--workers", type=int, choices=(1, 2, 3))
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
