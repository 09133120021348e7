"""Runs a scenario: proves the responses, then lets the contenders take turns."""

import http.client
import json
import ssl
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import accounting, bodies, load
from .contenders import BOTH_FLOORS, CONTENDERS_BY_KEY, Contender, Server
from .figures import summary, summed
from .processes import Failed, say
from .scenarios import Scenario
from .stage import GATEWAY_CORE, Stage


# What keeps one contender from being measured, and not the others: a process that ended has no /proc, for instance, and what
# broke off in the middle is no number and no JSON.
UNMEASURED = (Failed, OSError, ValueError, http.client.HTTPException, subprocess.SubprocessError)


@dataclass(frozen=True)
class Effort:
    """How long a scenario is measured."""

    rounds: int
    seconds: float
    warm_up: float


@dataclass
class Entry:
    """A contender in a scenario, with its rounds."""

    contender: Contender
    server: Server | None
    rounds: list[dict]
    connections: int = 0
    rate: float | None = None


class Measuring:
    """One scenario on one stage."""

    def __init__(self, stage: Stage, scenario: Scenario, effort: Effort, wanted: set[str]) -> None:
        self.stage, self.scenario, self.effort = stage, scenario, effort
        self.seconds = effort.seconds * scenario.stretch
        self.left_out: dict[str, str] = {}
        self.keys = []
        for key in scenario.contenders:
            if key not in wanted and key != scenario.reference:
                continue
            reason = CONTENDERS_BY_KEY[key].missing(stage.tools)
            if reason:
                self.left_out[key] = reason
            else:
                self.keys.append(key)

    def run(self) -> dict:
        """The result, as it stands in the JSON file."""
        entries: list[Entry] = []
        problems: list[str] = []
        try:
            for key in self.keys:
                try:
                    entries.append(self._begin(CONTENDERS_BY_KEY[key]))
                except UNMEASURED as failure:
                    problems.append(f"{CONTENDERS_BY_KEY[key].title}: {failure}")
            for number in range(1, self.effort.rounds + 1):
                say(f"  {self.scenario.name}: round {number} of {self.effort.rounds}")
                # Nobody always follows the same one.
                turn = (number - 1) % max(1, len(entries))
                for entry in entries[turn:] + entries[:turn]:
                    try:
                        entry.rounds.append({"round": number, **self._round(entry)})
                    except UNMEASURED as failure:
                        problems.append(f"{entry.contender.title}, round {number}: {failure}")
        finally:
            for entry in entries:
                self._end(entry)
        return self._result(entries, problems)

    def _begin(self, contender: Contender) -> Entry:
        entry = Entry(contender, None, [])
        if contender.start is None:
            return entry
        before = self.stage.opened_connections()
        entry.server = contender.start(self.stage, self.scenario)
        path, headers = self.scenario.path_for(contender.key), self._headers(contender.key)
        try:
            self._prove(entry.server, path, headers)
            if self.scenario.kind != "idle":
                warm_up = self.effort.warm_up * contender.warm_ups
                load.closed(entry.server, self.scenario, path, warm_up, self.scenario.connections, headers)
            if self.scenario.kind == "open":
                most = load.closed(entry.server, self.scenario, path, self.seconds, 32)
                entry.rate = half_of(most)
            settle(entry.server.process.pid)
        except BaseException:
            self._end(entry)
            raise
        entry.connections = self.stage.opened_connections() - before
        return entry

    def _end(self, entry: Entry) -> None:
        if entry.server:
            self.stage.processes.stop(entry.server.process)
            entry.server = None

    def _headers(self, key: str) -> Path | None:
        """The file with what its clients show who they are."""
        name = self.scenario.credentials.get(key)
        return self.stage.folder / "credentials" / name if name else None

    def _prove(self, server: Server, path: str, headers: Path | None) -> None:
        """Compares a response with what the services say: numbers by value, members in any order."""
        scheme, port = ("https", server.tls_port) if self.scenario.tls else ("http", server.port)
        context = ssl._create_unverified_context() if self.scenario.tls else None
        url = f"{scheme}://127.0.0.1:{port}{path % 7 if '%d' in path else path}"
        try:
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), *([urllib.request.HTTPSHandler(context=context)] if context else []))
            request = urllib.request.Request(url)
            if headers:
                with headers.open() as lines:
                    request.add_header(*next(lines).strip().split(": ", 1))
            with opener.open(request, timeout=10) as answer:
                found = json.loads(answer.read())
        except (OSError, ValueError) as error:
            raise Failed(f"no response to {url}: {error}") from error
        if found != bodies.answer_to(path):
            raise Failed(f"{url} answers something else: {json.dumps(found)[:300]}")

    def _round(self, entry: Entry) -> dict:
        if entry.contender.start is None:
            return self._floor_round()
        if self.scenario.kind == "idle":
            return self._idle_round(entry)
        assert entry.server
        pid, path = entry.server.process.pid, self.scenario.path_for(entry.contender.key)
        opened, before = self.stage.opened_connections(), accounting.cpu(pid)
        if entry.rate:
            seen = load.paced(
                self.stage, entry.server, path, self.seconds, self.scenario.connections, entry.rate)
        else:
            seen = load.closed(
                entry.server, self.scenario, path, self.seconds, self.scenario.connections,
                self._headers(entry.contender.key))
        if entry.server.process.poll() is not None:
            raise Failed("has ended")
        used = accounting.cpu(pid) - before
        settle(pid)
        entry.connections += self.stage.opened_connections() - opened
        return {
            **figures_of(seen, used, entry.contender.cores), "rss_kb": accounting.resident(pid),
            # The floor on NIO calls nobody: what is opened meanwhile belongs to others.
            "connections": None if entry.contender.key == "floor-nio" else entry.connections,
            **({"rate": entry.rate} if entry.rate else {})}

    def _floor_round(self) -> dict:
        targets = [f"{self.stage.ports[service]}{path}" for service, path in self.scenario.calls]
        opened = self.stage.opened_connections()
        done = subprocess.run(
            ["taskset", "-c", GATEWAY_CORE, str(self.stage.tools.curl_floor), str(self.seconds),
             str(self.scenario.connections), *targets],
            capture_output=True, text=True, timeout=self.seconds + 60)
        if done.returncode != 0:
            raise Failed(done.stderr)
        seen = json.loads(done.stdout)
        return {
            **figures_of(seen, accounting.CPU(seen["user"], seen["system"]), 1), "rss_kb": seen["rss_kb"],
            "connections": self.stage.opened_connections() - opened}

    def _idle_round(self, entry: Entry) -> dict:
        """Memory of a process that is new in each round: what an earlier round left would count."""
        # There is none when it could not be started in the round before.
        self._end(entry)
        assert entry.contender.start
        server = entry.server = entry.contender.start(self.stage, self.scenario)
        pid, path = server.process.pid, self.scenario.path_for(entry.contender.key)
        started = accounting.resident(pid)
        with load.IdleConnections(server.port, path, self.scenario.connections):
            time.sleep(0.5)
            idle = accounting.resident(pid)
            seen = load.closed(server, self.scenario, path, self.seconds, 32)
            loaded = accounting.resident(pid)
        return {
            "rss_start_kb": started, "rss_kb": idle, "rss_loaded_kb": loaded, "failures": seen["failures"]}

    def _result(self, entries: list[Entry], problems: list[str]) -> dict:
        rounds = {entry.contender.key: entry.rounds for entry in entries if entry.rounds}
        titles = {key: CONTENDERS_BY_KEY[key].title for key in rounds}
        for key, own in rounds.items():
            if failures := sum(one.get("failures", 0) for one in own):
                problems.append(f"{titles[key]}: {failures} failures")
        if (both := [rounds.get(key) for key in ("floor-curl", "floor-nio")]) and all(both):
            rounds[BOTH_FLOORS[0]] = summed(*both)
            titles[BOTH_FLOORS[0]] = BOTH_FLOORS[1]
        reference = rounds.get(self.scenario.reference, [])
        return {
            "name": self.scenario.name, "title": self.scenario.title, "kind": self.scenario.kind,
            "connections": self.scenario.connections, "reference": self.scenario.reference,
            "answer_bytes": len(bodies.compact(bodies.answer_to(self.scenario.path))),
            "contenders": [
                {"key": key, "title": titles[key], **summary(own, reference), "each_round": own}
                for key, own in rounds.items()],
            "left_out": {CONTENDERS_BY_KEY[key].title: reason for key, reason in self.left_out.items()},
            "problems": problems}


def settle(pid: int) -> None:
    """Waits until the gateway has nothing to do: responses that nobody waits for any more would be made during the next round.

    Three seconds at most: a thousand that Express has begun take it one.
    """
    used = accounting.cpu(pid)
    for _ in range(30):
        time.sleep(0.1)
        before, used = used, accounting.cpu(pid)
        if (used - before).user + (used - before).system < 0.02:
            return


def half_of(most: dict) -> float:
    """Half of what a contender could do at most, in requests a second."""
    if most["failures"] or not most["requests"]:
        raise Failed(f"{most['requests']} requests and {most['failures']} failures at full load, of which there is no half")
    return most["requests"] / most["seconds"] / 2


def figures_of(seen: dict, used: accounting.CPU, cores: int) -> dict:
    """What a round says, by request: `seen` by the clients, `used` by the gateway. Microseconds.

    Requests that failed are none of those that CPU time is divided by.
    """
    requests = seen["requests"]
    if not requests:
        raise Failed("not one good response within the round")
    return {
        "requests": seen["requests"], "seconds": seen["seconds"], "failures": seen["failures"],
        "per_second": seen["requests"] / seen["seconds"],
        "user_us": used.user * 1e6 / requests, "system_us": used.system * 1e6 / requests,
        "cpu_us": (used.user + used.system) * 1e6 / requests,
        "core_share": (used.user + used.system) / seen["seconds"] / cores,
        **{name: seen.get(name) for name in ("p50", "p99", "p999")}}
