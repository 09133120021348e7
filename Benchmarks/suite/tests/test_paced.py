"""paced.c against a server of this process that stalls: what it is there to notice."""

import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "paced.c"


def serve(listener: socket.socket, answer: bytes, stall_at: int) -> None:
    connection, _ = listener.accept()
    with connection:
        answered = 0
        while data := connection.recv(65536):
            for _ in range(data.count(b"\r\n\r\n")):
                answered += 1
                if answered == stall_at:
                    time.sleep(0.3)
                connection.sendall(answer)


@unittest.skipUnless(shutil.which("cc"), "no C compiler")
class PacedTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.program = Path(cls.folder.name) / "paced"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-o", cls.program, SOURCE, "-lm"], check=True)

    def run_against(self, answer: bytes, stall_at: int = 0) -> dict:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=serve, args=(listener, answer, stall_at), daemon=True).start()
            port = listener.getsockname()[1]
            done = subprocess.run(
                [self.program, "0.4", "500", "1", str(port), "/profile/%d"], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_answers_of_either_framing_end(self):
        for answer in (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        ):
            found = self.run_against(answer)
            self.assertEqual((found["requests"], found["failures"]), (200, 0))

    def test_other_statuses_are_failures(self):
        found = self.run_against(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        self.assertEqual((found["requests"], found["failures"]), (0, 200))

    def test_requests_that_a_stall_kept_from_being_sent_count_from_when_they_were_due(self):
        # One request of 200 stalls for 300 ms, on the only connection; some 150 are due meanwhile, and all of them wait.
        found = self.run_against(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", stall_at=20)
        self.assertEqual(found["requests"], 200)
        self.assertGreater(found["p99"], 150_000)
