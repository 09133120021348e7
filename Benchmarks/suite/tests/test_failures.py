"""What fails is told, and keeps nothing else from being measured."""

import contextlib
import io
import json
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from suite import __main__ as command
from suite import measuring, processes, tools
from suite.contenders import Contender, Server
from suite.measuring import Effort, Entry, Measuring
from suite.processes import Failed, Processes
from suite.scenarios import Scenario

SUITE = Path(__file__).resolve().parent.parent


def answer_all(listener: socket.socket, answers: list[bytes]) -> None:
    """Answers requests on one connection after the other, in turn with each of these, until the listener is closed."""
    count = 0
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection:
                while data := connection.recv(65536):
                    for _ in range(data.count(b"\r\n\r\n")):
                        connection.sendall(answers[count % len(answers)])
                        count += 1


class FailuresTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    @unittest.skipUnless(shutil.which("wrk"), "no wrk")
    def test_only_good_answers_are_requests_of_a_closed_loop(self):
        answers = [b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status for status in (200, 503, 503, 503)]
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=answer_all, args=(listener, answers), daemon=True).start()
            done = subprocess.run(
                ["wrk", "-t1", "-c1", "-d1s", "-s", SUITE / "measure.lua",
                 f"http://127.0.0.1:{listener.getsockname()[1]}", "--", "/%d"], capture_output=True, text=True, timeout=30)
        seen = json.loads(done.stdout.splitlines()[-1])
        self.assertGreater(seen["requests"], 0)
        self.assertAlmostEqual(seen["failures"] / seen["requests"], 3, delta=0.1 + 3 / seen["requests"])

    def test_there_is_no_half_of_a_load_under_which_requests_fail(self):
        self.assertEqual(measuring.half_of({"requests": 300, "seconds": 3.0, "failures": 0}), 50)
        for requests, failures in ((300, 1), (0, 0)):
            with self.assertRaises(Failed):
                measuring.half_of({"requests": requests, "seconds": 3.0, "failures": failures})

    def test_a_file_that_can_not_be_written_ends_the_run_before_anything_is_measured(self):
        said = io.StringIO()
        with mock.patch("sys.argv", ["bench", "--json", str(self.folder / "none" / "x.json")]), \
                mock.patch.object(command, "measured") as measured, mock.patch.object(command.signal, "signal"), \
                contextlib.redirect_stderr(said):
            self.assertEqual(command.main(), 1)
        measured.assert_not_called()
        self.assertIn("x.json can't be written: No such file or directory", said.getvalue())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_what_is_there_is_kept_until_there_is_something_new(self):
        path = self.folder / "x.json"
        path.write_text("{}")
        command.require_writable(path)
        self.assertEqual(path.read_text(), "{}")

    def test_the_document_is_written_after_each_scenario(self):
        path = self.folder / "x.json"
        options = SimpleNamespace(
            contenders=["tutti"], scenarios=["2kB", "20kB"], rounds=1, seconds=1, quick=True, json=path)
        results = iter([{"name": "2kB"}])

        def run(_):
            # The second one is interrupted.
            if result := next(results, None):
                return result
            raise KeyboardInterrupt

        with mock.patch.multiple(
                command, prepare=mock.DEFAULT, Stage=mock.DEFAULT, machine=lambda _: {"load_average": 0},
                scenario_table=lambda _: "", say=lambda _: None), \
                mock.patch.object(Measuring, "__init__", lambda *_: None), mock.patch.object(Measuring, "run", run), \
                contextlib.redirect_stdout(io.StringIO()), self.assertRaises(KeyboardInterrupt):
            command.measured(options)
        self.assertEqual([one["name"] for one in json.loads(path.read_text())["scenarios"]], ["2kB"])

    def test_cores_that_may_not_be_used_are_named(self):
        with mock.patch.object(tools.shutil, "which", return_value="/bin/true"), \
                mock.patch.object(tools.Path, "exists", return_value=True), \
                mock.patch.object(tools.os, "sched_getaffinity", return_value={1, 2}), \
                self.assertRaisesRegex(Failed, "needs core 0 .* may use only: 1, 2"):
            tools.require()

    def test_what_answers_no_http_has_no_answer(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=answer_all, args=(listener, [b"220 mail\r\n\r\n"]), daemon=True).start()
            self.assertFalse(processes.answers(f"http://127.0.0.1:{listener.getsockname()[1]}/"))

    def test_memory_is_measured_again_when_a_start_failed_in_the_round_before(self):
        scenario = Scenario("idle", "idle", "/profile-2/%d", ("tutti",), kind="idle", connections=1)
        start = mock.Mock(side_effect=[Failed("port taken"), Server(mock.Mock(), 1)])
        entry = Entry(Contender("tutti", "Tutti", start), Server(mock.Mock(), 1), [])
        one = Measuring(mock.Mock(), scenario, Effort(2, 1, 1), {"tutti"})
        with self.assertRaises(Failed):
            one._round(entry)
        with mock.patch.object(measuring.accounting, "resident", return_value=7), mock.patch.object(measuring, "load") as load:
            load.closed.return_value = {"failures": 0}
            load.IdleConnections.return_value = contextlib.nullcontext()
            self.assertEqual(one._round(entry)["rss_loaded_kb"], 7)

    def test_a_round_that_breaks_off_is_a_problem_and_the_next_one_is_measured(self):
        scenario = Scenario("2kB", "2 kB", "/profile-2/%d", ("tutti",))
        one = Measuring(mock.Mock(), scenario, Effort(3, 1, 1), {"tutti"})
        entry = Entry(Contender("tutti", "Tutti", mock.Mock()), None, [])
        rounds = [ValueError("no JSON"), measuring.http.client.IncompleteRead(b""), {"cpu_us": 1.0}]
        with mock.patch.object(one, "_begin", return_value=entry), mock.patch.object(one, "_round", side_effect=rounds), \
                mock.patch.object(measuring, "say"):
            result = one.run()
        self.assertEqual((len(result["problems"]), result["contenders"][0]["rounds"]), (2, 1))

    def test_nobody_interrupts_the_ending_of_processes(self):
        before = signal.getsignal(signal.SIGINT)
        with Processes() as running:
            process = mock.Mock()
            process.poll.return_value = None
            process.terminate.side_effect = lambda: signal.raise_signal(signal.SIGINT)
            running._running.append(process)
        process.wait.assert_called_once()
        self.assertEqual(signal.getsignal(signal.SIGINT), before)
