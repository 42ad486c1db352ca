"""What reading one file may use."""

from __future__ import annotations

import math
import resource
import signal
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes of address space, `seconds` by the clock; on the processor twice as many, for two pages at a time."""

    memory: int
    seconds: float


def confine(limits: Limits) -> None:
    """Puts the limits on this process for good: it writes no file, opens few, and the system itself ends it in time."""
    processor = math.ceil(2 * limits.seconds)
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends the process, whatever it is at
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
