"""CPU time and memory of processes, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class CPU:
    """Seconds of CPU time so far, of all threads."""

    user: float
    system: float

    def __add__(self, other: "CPU") -> "CPU":
        return CPU(self.user + other.user, self.system + other.system)

    def __sub__(self, other: "CPU") -> "CPU":
        return CPU(self.user - other.user, self.system - other.system)


def parse_stat(line: str, ticks: int = TICKS_A_SECOND) -> CPU:
    """User and system time from a line of /proc/PID/stat.

    The name of the program stands in brackets and may hold blanks and brackets, so fields count from the last one.
    """
    fields = line[line.rindex(")") + 1:].split()
    return CPU(int(fields[11]) / ticks, int(fields[12]) / ticks)


def parse_resident(status: str) -> int:
    """Resident kilobytes from the text of /proc/PID/status; 0 for a process that has ended and has none."""
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def family(pid: int) -> list[int]:
    """The process and its children, which for nginx are its workers."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def cpu(pid: int) -> CPU:
    """CPU time of a process and its children."""
    return sum((parse_stat(Path(f"/proc/{one}/stat").read_text()) for one in family(pid)), CPU(0, 0))


def resident(pid: int) -> int:
    """Resident kilobytes of a process and its children; pages that they share count for each."""
    return sum(parse_resident(Path(f"/proc/{one}/status").read_text()) for one in family(pid))
