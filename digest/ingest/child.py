"""A child process that reads files for its parent: seeds come in through one pipe, readings go out through another."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from digest.errors import DigestError, NoArticleError, SeedError, fault
from digest.ingest.layouts import Layout
from digest.ingest.readers import read
from digest.model import Reading, Seed

#: "read", "nothing" or "refused" with the reading or the reason
Answer = tuple[str, Reading | str]


def main() -> None:
    """Read what comes until the parent closes the pipe or is gone."""
    answers = _aside(sys.stdout.fileno())
    requests = sys.stdin.buffer
    layouts, max_article, cpu = pickle.load(requests)  # noqa: S301 - the parent's own bytes
    _say(answers, ("ready", ""))
    for seed in _seeds(requests):
        # Its signal ends the process wherever it is, in C too.
        signal.setitimer(signal.ITIMER_PROF, cpu)
        answer = answer_to(seed, layouts, max_article)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _say(answers, answer)


def answer_to(seed: Seed, layouts: tuple[Layout, ...], max_article: int) -> Answer:
    """What there is to say of a seed. Raises MemoryError alone: a process without memory answers nothing any more."""
    try:
        return "read", read(seed, layouts, max_article)
    except NoArticleError as why:
        return "nothing", why.reason
    except SeedError as why:
        return "refused", why.reason
    except DigestError as why:
        return "refused", str(why)
    except MemoryError:
        raise
    except Exception as why:  # noqa: BLE001 - the outcome of this seed, and of no other
        return "refused", fault(why)


def _aside(number: int) -> BinaryIO:
    """The pipe for answers; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(number), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device and no file
        os.dup2(nowhere.fileno(), number)
    return answers


def _seeds(requests: BinaryIO) -> Iterator[Seed]:
    """The seeds as they come; a thread takes them in, so that the parent never waits for a reading to give the next."""
    waiting: queue.SimpleQueue[Seed] = queue.SimpleQueue()

    def take() -> None:
        while True:
            try:
                waiting.put(pickle.load(requests))  # noqa: S301 - the parent's own bytes
            except (EOFError, pickle.UnpicklingError):
                # Nobody is there to read for, whatever is being read.
                os._exit(0)

    threading.Thread(target=take, daemon=True).start()
    while True:
        yield waiting.get()


def _say(answers: BinaryIO, answer: Answer) -> None:
    try:
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)
