"""The client of scripts/edge: sends one kind of traffic through a route, checks every byte, and watches the gateway's memory.

usage: client.py KIND PORT PID [NUMBER…]
  large PORT PID GIBIBYTES        a download and an upload whose reader takes a tenth of what the route could carry
  websockets PORT PID CONNECTIONS MEBIBYTES
  events PORT PID CONNECTIONS
  takeover PORT PID REQUESTS      requests while one gateway takes the place of another, until standard input ends and all are sent
"""

import asyncio
import hashlib
import http.client
import os
import statistics
import sys
import threading
import time

BLOCK = bytes(range(256)) * 256


class Memory(threading.Thread):
    """Notes how much of the gateway is resident, ten times a second."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path = f"/proc/{pid}/status"
        self.before = self.now()
        self.most = self.before
        self.start()

    def now(self):
        with open(self.path) as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
        raise SystemExit("edge: the gateway has ended")

    def run(self):
        while True:
            self.most = max(self.most, self.now())
            time.sleep(0.1)

    def text(self):
        return f"resident {self.before:,} kB before, {self.most:,} kB at most, {self.now():,} kB after"


def fail(text):
    raise SystemExit(f"edge: {text}")


def sum_of(count):
    digest = hashlib.sha256()
    while count > 0:
        piece = BLOCK[: min(count, len(BLOCK))]
        digest.update(piece)
        count -= len(piece)
    return digest.hexdigest()


def download(port, count, rate):
    """Takes a response at no more than so many bytes a second; returns its sum, and how fast it went."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/bytes/{count}")
    response = connection.getresponse()
    digest = hashlib.sha256()
    began, taken = time.monotonic(), 0
    while piece := response.read(len(BLOCK)):
        digest.update(piece)
        taken += len(piece)
        if rate:
            time.sleep(max(0, taken / rate - (time.monotonic() - began)))
    connection.close()
    if taken != count:
        fail(f"{taken:,} bytes of {count:,} arrived")
    return digest.hexdigest(), taken / (time.monotonic() - began)


def upload(port, count, rate):
    """Sends a request whose service takes so many bytes a second; returns the sum that the service got, and how fast it went."""

    def pieces():
        left = count
        while left > 0:
            piece = BLOCK[: min(left, len(BLOCK))]
            yield piece
            left -= len(piece)

    connection = http.client.HTTPConnection("127.0.0.1", port)
    began = time.monotonic()
    connection.request("PUT", f"/bytes/{rate or 0}", body=pieces(), headers={"Content-Length": str(count)})
    text = connection.getresponse().read().decode()
    connection.close()
    return text, count / (time.monotonic() - began)


def large(port, pid, gibibytes):
    count = gibibytes << 30
    expected = sum_of(count)
    for name, transfer in (("download", download), ("upload", upload)):
        _, fast = transfer(port, 256 << 20, None)
        memory = Memory(pid)
        got, speed = transfer(port, count, fast / 10)
        if got != expected:
            fail(f"the sum of the {name} is {got}, not {expected}")
        print(
            f"{name} of {gibibytes} GiB at {speed / 1e6:,.0f} MB/s (unhindered {fast / 1e6:,.0f}): "
            f"sums are equal, {memory.text()}")


def websockets_echo(port, pid, connections, mebibytes):
    import websockets

    pieces = mebibytes * 16

    async def one(number):
        message = BLOCK[number % 256 :] + BLOCK[: number % 256]
        # The service takes one after another.
        async with opening:
            socket = await websockets.connect(
                f"ws://127.0.0.1:{port}/echo", compression=None, max_size=None, ping_interval=None, open_timeout=None)
        await barrier.arrive()

        async def send():
            for _ in range(pieces):
                await socket.send(message)

        sending = asyncio.create_task(send())
        for _ in range(pieces):
            if await socket.recv() != message:
                fail(f"connection {number} got other bytes than it sent")
        await sending
        await socket.close()

    class Barrier:
        def __init__(self):
            self.count, self.open = 0, asyncio.Event()

        async def arrive(self):
            self.count += 1
            if self.count == connections:
                self.memory = Memory(pid)
                self.open.set()
            await self.open.wait()

    async def all_of_them():
        nonlocal barrier, opening
        barrier, opening = Barrier(), asyncio.Semaphore(20)
        await asyncio.gather(*(one(number) for number in range(connections)))

    barrier = opening = None
    began = time.monotonic()
    asyncio.run(all_of_them())
    print(
        f"{connections:,} WebSockets at a time, {mebibytes} MiB each way on each, in {time.monotonic() - began:.0f} s: "
        f"no byte was lost or changed, {barrier.memory.text()}")


def events(port, pid, connections):
    firsts, others = [], []
    for _ in range(connections):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/events/5")
        response = connection.getresponse()
        delays = []
        while line := response.readline():
            if line.startswith(b"data: "):
                delays.append((time.monotonic_ns() - int(line[6:])) / 1e6)
        connection.close()
        if len(delays) != 5:
            fail(f"{len(delays)} events of 5 arrived")
        firsts.append(delays[0])
        others += delays[1:]
    print(
        f"events over {connections} connections: the first arrives {statistics.median(firsts):.2f} ms after it was sent "
        f"(median; at most {max(firsts):.2f}), the others {statistics.median(others):.2f} ms")


def takeover(port, pid, requests):
    """Sends requests over 32 connections, each of which is closed and opened anew after four requests by the client itself.

    What counts as lost: a connection that is refused; one that is closed before the response to its first request; a response that is cut off.
    A connection on which a response has come may be closed while the next request is under way: that request is sent again, and counted.
    """
    lost, again, sent = [], 0, 0
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()

    async def one():
        nonlocal again, sent
        reader = writer = None
        used = 0
        while sent < requests or not over.is_set():
            sent += 1
            while True:
                if writer is None:
                    try:
                        reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    except OSError as error:
                        lost.append(f"refused: {error}")
                        break
                    used = 0
                answer = b""
                try:
                    writer.write(b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    answer = await reader.readuntil(b"\r\n\r\n")
                    length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                    answer += await reader.readexactly(length)
                except asyncio.IncompleteReadError as error:
                    answer += error.partial
                    writer.close()
                    writer = None
                    if used and not answer:
                        again += 1
                        continue
                    lost.append(f"closed after {len(answer)} bytes of response {used + 1} of a connection")
                    break
                except OSError as error:
                    writer.close()
                    writer = None
                    if used and not answer:
                        again += 1
                        continue
                    lost.append(f"{error} at response {used + 1} of a connection")
                    break
                if not answer.startswith(b"HTTP/1.1 200 "):
                    lost.append(answer.split(b"\r\n")[0].decode())
                used += 1
                if used == 4 or b"connection: close" in answer.lower():
                    writer.close()
                    writer = None
                break

    async def all_of_them():
        await asyncio.gather(*(one() for _ in range(32)))

    began = time.monotonic()
    asyncio.run(all_of_them())
    for text in lost[:10]:
        print(f"  {text}", file=sys.stderr)
    if lost:
        fail(f"{len(lost)} of {sent:,} requests were lost")
    print(
        f"{sent:,} requests in {time.monotonic() - began:.0f} s: none was lost, no connection was refused; {again:,} were sent again, "
        "because their idle connection was closed meanwhile")


if __name__ == "__main__":
    kinds = {"large": large, "websockets": websockets_echo, "events": events, "takeover": takeover}
    kinds[sys.argv[1]](*map(int, sys.argv[2:]))
