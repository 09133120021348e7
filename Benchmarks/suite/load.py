"""The clients: a closed loop by wrk or h2load, a fixed rate by paced.c, and connections that do nothing."""

import json
import re
import socket
import subprocess
import tempfile
from pathlib import Path

from .contenders import Server
from .processes import Failed
from .scenarios import Scenario
from .stage import OTHER_CORE, Stage

SUITE = Path(__file__).resolve().parent


def _run(command: list, seconds: float) -> dict:
    done = subprocess.run(
        ["taskset", "-c", OTHER_CORE, *map(str, command)], capture_output=True, text=True, timeout=seconds + 60)
    if done.returncode != 0 or not done.stdout.strip():
        raise Failed(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def closed(
        server: Server, scenario: Scenario, path: str, seconds: float, connections: int, headers: Path | None = None) -> dict:
    """Each connection sends its next request when it has the response; each with the next line of `headers`, if there is such a file."""
    scheme, port = ("https", server.tls_port) if scenario.tls else ("http", server.port)
    return _run(
        ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "5s", "-s", SUITE / "measure.lua",
         f"{scheme}://127.0.0.1:{port}", "--", path, *(["close"] if scenario.closes else []),
         *([f"headers={headers}"] if headers else [])], seconds)


def _multiplexed(server: Server, path: str, seconds: float, connections: int, streams: int) -> dict:
    """The closed loop over HTTP/2, by h2load, which asks for ten thousand different paths as measure.lua does."""
    with tempfile.TemporaryDirectory() as folder:
        urls, log = Path(folder) / "urls", Path(folder) / "log"
        urls.write_text("".join(
            f"https://127.0.0.1:{server.tls_port}{path % number if '%d' in path else path}\n"
            for number in range(1, 10_001)))
        done = subprocess.run(
            ["taskset", "-c", OTHER_CORE, "h2load", "-t1", f"-c{connections}", f"-m{streams}",
             f"--duration={max(1, round(seconds))}", f"--input-file={urls}", f"--log-file={log}"],
            capture_output=True, text=True, timeout=seconds + 60)
        if done.returncode != 0 or not log.exists():
            raise Failed(f"h2load: {done.stderr.strip() or done.stdout.strip()}")
        return parse_h2load(done.stdout, log.read_text())


def parse_h2load(summary: str, log: str) -> dict:
    """Requests, failures and latencies in microseconds, from what h2load prints and from its log of requests."""
    time = re.search(r"^finished in ([0-9.]+)(us|ms|s),", summary, re.MULTILINE)
    counts = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", summary)
    if not time or not counts or "Application protocol: h2" not in summary:
        raise Failed(f"h2load: no HTTP/2, or nothing that could be read: {summary.strip()[-300:]}")
    rows = [line.split("\t") for line in log.splitlines()]
    times = sorted(int(row[2]) for row in rows if len(row) >= 3 and row[1] == "200")
    at = {"p50": 0.5, "p99": 0.99, "p999": 0.999}
    succeeded, *lost = map(int, counts.groups())
    return {
        "requests": succeeded, "failures": sum(lost),
        "seconds": float(time[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1}[time[2]],
        **{name: float(times[int(share * (len(times) - 1))]) if times else None for name, share in at.items()}}


def paced(stage: Stage, server: Server, path: str, seconds: float, connections: int, rate: float) -> dict:
    """Requests at this rate a second, whatever the responses do; latencies count from when a request was due."""
    return _run([stage.tools.paced, seconds, round(rate, 1), connections, server.port, path], seconds)


class IdleConnections:
    """Connections that have each had one response, and stay open."""

    def __init__(self, port: int, path: str, count: int) -> None:
        self._sockets: list[socket.socket] = []
        for number in range(count):
            one = socket.create_connection(("127.0.0.1", port), timeout=10)
            self._sockets.append(one)
            target = path % (number + 1) if "%d" in path else path
            one.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            self._read_answer(one)

    @staticmethod
    def _read_answer(one: socket.socket) -> None:
        with one.makefile("rb") as stream:
            status = stream.readline()
            length, chunked = 0, False
            while (line := stream.readline().lower()) not in (b"\r\n", b""):
                if line.startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                chunked = chunked or line.startswith(b"transfer-encoding: chunked")
            if not status.startswith(b"HTTP/1.1 200"):
                raise Failed(f"an idle connection got {status!r}")
            if not chunked:
                stream.read(length)
                return
            while size := int(stream.readline(), 16):
                stream.read(size + 2)
            stream.readline()

    def __enter__(self) -> "IdleConnections":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            one.close()
