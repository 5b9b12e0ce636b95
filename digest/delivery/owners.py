"""Who claims a delivery: a process of a machine, and whether it still lives."""

from __future__ import annotations

import os


def owner() -> str:
    """This process, as deliveries name it: "host:1234"."""
    return f"{os.uname().nodename}:{os.getpid()}"


def gone(owner: str) -> bool:
    """Whether the owner was a process of this machine that runs no more; of other machines nobody here can tell."""
    node, _, pid = owner.rpartition(":")
    if node != os.uname().nodename or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except OSError as error:
        # what belongs to another user may not be signalled, but is there
        return isinstance(error, ProcessLookupError)
    return False
