"""Processes that the suite starts, and ends by their ids."""

import http.client
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from shutil import rmtree


# The signals that end a run.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Failed(Exception):
    """Something that was started does not do what it should."""


class Processes:
    """A folder for files that are gone at the end, together with the processes."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tutti-bench-"))
        # The worker of nginx may run as another user than the one who made the folder.
        self.folder.chmod(0o755)
        self._running: list[subprocess.Popen] = []
        self._given: set[int] = set()

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        # Who is impatient now would leave some of them running.
        before = {number: signal.signal(number, signal.SIG_IGN) for number in ENDINGS}
        # The last started calls the first started: it ends first, and drains while its services still answer.
        for process in reversed(self._running):
            self._end(process)
        rmtree(self.folder, ignore_errors=True)
        for number, handler in before.items():
            signal.signal(number, handler)

    def free_port(self) -> int:
        """A port that nobody listens on and that is not given out to outgoing connections."""
        # At random: another run may look at the same time.
        for port in random.sample(range(20000, 32000), 2000):
            if port in self._given:
                continue
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
            self._given.add(port)
            return port
        raise Failed("no free port between 20000 and 32000")

    def start(self, name: str, command: list, cores: str, url: str, environment: dict | None = None) -> subprocess.Popen:
        """Starts a command on these cores, and waits until it answers at the URL."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                ["taskset", "-c", cores, *map(str, command)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=environment, cwd=self.folder)
        self._running.append(process)
        # A gateway may be busy on a machine that is, so patience costs nothing.
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            if answers(url):
                return process
            time.sleep(0.02)
        said = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        self.stop(process)
        raise Failed(f"{name} does not answer at {url}\n{said}")

    def stop(self, process: subprocess.Popen) -> None:
        """Ends a process that was started here."""
        self._end(process)
        self._running.remove(process)

    @staticmethod
    def _end(process: subprocess.Popen) -> None:
        if process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(url: str) -> bool:
    """Whether anything but an error comes back."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as answer:
            return answer.status < 400
    except (OSError, http.client.HTTPException):
        return False


def say(text: str) -> None:
    """Progress, apart from the results."""
    print(text, file=sys.stderr, flush=True)


def fill(template: Path, **names: object) -> str:
    """The text of a file with each @NAME@ replaced."""
    text = template.read_text()
    for name, value in names.items():
        text = text.replace(f"@{name}@", str(value))
    return text
