"""Requests at a steady rate through a gateway while the instances of its service change.

usage: load.py slow    TUTTI FIXTURE-SERVICES SECONDS [SVG]
       load.py rolling TUTTI FIXTURE-SERVICES SECONDS RATE
       load.py changing TUTTI FIXTURE-SERVICES SECONDS RATE

slow     five instances answer after 5 ms; then one of them after 50 ms. Prints p50 and p99 of each second for `round-robin` and
         `p2c`, and the p99 of both against that of four good instances. SVG: where the picture is written.
rolling  ten processes behind one name with a TTL of 1 s, replaced one by one by others at other addresses and killed; once with `retry`
         and once without. Ends with 1 when a request fails with `retry`, or without it one that was not in flight at a killed process.
changing 1,000 instances in a file; then the same while each second a tenth of them is replaced. Prints the p99 of both.

All of it stays on the loopback interface.
"""

import asyncio
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile

HOST = "127.0.0.1"


class Client(asyncio.Protocol):
    """A connection that is kept open: one request at a time, and the time it took."""

    def __init__(self, pool):
        self.pool, self.buffer, self.waiter, self.transport = pool, b"", None, None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head).group(1))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        waiter, self.waiter = self.waiter, None
        if waiter and not waiter.done():
            waiter.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, error):
        self.transport = None
        if self.waiter and not self.waiter.done():
            self.waiter.set_result((0, str(error or "closed").encode()))


class Load:
    """An open loop: requests begin when they are due, however long others take."""

    def __init__(self, port, path):
        self.port, self.path, self.idle = port, path, []
        self.results = []  # seconds since the beginning, milliseconds, status, body of a failure

    async def one(self, due, began):
        loop = asyncio.get_running_loop()
        client = None
        while self.idle and not client:
            client = self.idle.pop()
            client = client if client.transport else None
        if not client:
            _, client = await loop.create_connection(lambda: Client(self), HOST, self.port)
        client.waiter = waiter = loop.create_future()
        client.transport.write(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % self.path.encode())
        status, body = await waiter
        now = loop.time()
        if client.transport:
            self.idle.append(client)
        self.results.append((due - began, (now - due) * 1000, status, b"" if status == 200 else body[:400]))

    async def run(self, rate, seconds, during=None):
        loop = asyncio.get_running_loop()
        began, tasks = loop.time(), set()
        side = asyncio.ensure_future(during()) if during else None
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            task = asyncio.ensure_future(self.one(due, began))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        if side:
            await side
        await asyncio.gather(*tasks)
        return self.results


def free_port():
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]


class Running:
    """A program whose output goes to a file, and is shown when it ends too early."""

    def __init__(self, arguments, environment=None):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            arguments, stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})}
        )

    async def serves(self, port, host=HOST):
        for _ in range(400):
            try:
                socket.create_connection((host, port), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"{self.process.args[0]} has ended:\n{self.text()[-2000:]}")
                await asyncio.sleep(0.05)
        sys.exit(f"{self.process.args[0]} doesn't listen on {host}:{port}")

    def text(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait()


async def instance(program, host, port):
    """A process of the service `users`."""
    running = Running([program, "--only", "users", "--host", host, "--users-port", str(port)])
    return await running.serves(port, host)


async def fault(port, query, host=HOST):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"PUT /_fault?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
    await reader.read()
    writer.close()


async def gateway(program, services, environment=None):
    """A gateway with a composition that calls `users` once."""
    folder = tempfile.mkdtemp(prefix="tutti-instances-")
    port, admin = free_port(), free_port()
    with open(f"{folder}/gateway.yaml", "w") as file:
        file.write(f"listen: {HOST}:{port}\nadmin: {HOST}:{admin}\nservices:\n{services}")
    with open(f"{folder}/user.yaml", "w") as file:
        file.write("endpoint: GET /user\ncalls: { user: { service: users, get: /users/7, required: true } }\n")
        file.write("response: { name: user.name }\n")
    # One core is left for whoever asks.
    running = Running([program, "serve", folder, "--workers", "1"], environment)
    return await running.serves(port), port, admin


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


# One of five is slow


async def slow(tutti, fixtures, seconds, svg):
    rate, slow_from = 200, 5
    ports = [free_port() for _ in range(5)]
    instances = [await instance(fixtures, HOST, port) for port in ports]
    series = {}

    async def measure(name, balance, used, gets_slow):
        for port in ports:
            await fault(port, "delay=5ms")
        urls = ", ".join(f"http://{HOST}:{port}" for port in used)
        # Nothing but balancing is at work: what is slow isn't ejected, and nothing is tried again.
        running, port, _ = await gateway(tutti, f"  users: {{ instances: [{urls}], balance: {balance} }}\n")

        async def worsen():
            await asyncio.sleep(slow_from)
            if gets_slow:
                await fault(ports[0], "delay=50ms")

        results = await Load(port, "/user").run(rate, seconds, worsen)
        running.stop()
        bad = [result for result in results if result[2] != 200]
        assert not bad, bad[:3]
        series[name] = results
        # Five seconds after one got slow.
        return quantile([ms for at, ms, *_ in results if at >= slow_from + 5], 0.99)

    good = await measure("four good ones", "p2c", ports[1:], False)
    turns = await measure("round-robin", "round-robin", ports, True)
    p2c = await measure("p2c", "p2c", ports, True)
    for running in instances:
        running.stop()
    print(f"{rate} requests/s; from second {slow_from} on, one of five takes 50 ms in place of 5")
    print("second   " + "".join(f"{second:>7}" for second in range(seconds)))
    for name in ("round-robin", "p2c"):
        for label, share in (("p50", 0.5), ("p99", 0.99)):
            row = [
                quantile([ms for at, ms, *_ in series[name] if int(at) == second], share) for second in range(seconds)
            ]
            print(f"{name:<12}{label} ms " + "".join(f"{value:7.1f}" for value in row))
    print(f"p99 from second {slow_from + 5} on: four good ones {good:.1f} ms, p2c {p2c:.1f} ms = {p2c / good:.2f}, "
          f"round-robin {turns:.1f} ms = {turns / good:.2f}")
    if svg:
        draw(svg, series, seconds, slow_from)
    return 0 if p2c <= 1.5 * good else 1


def draw(path, series, seconds, slow_from):
    """A dot for each request: when it began, and how long it took."""
    width, height, top = 400, 260, 70.0
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * width + 80} {height + 60}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{2 * width + 80}" height="{height + 60}" fill="#ffffff"/>',
    ]
    for column, name in enumerate(("round-robin", "p2c")):
        left = 50 + column * (width + 20)
        out.append(f'<text x="{left}" y="20" font-weight="bold">{name}</text>')
        for tick in range(0, 71, 10):
            y = 30 + height - height * tick / top
            out.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.0f}" y2="{y:.0f}" stroke="#dddddd"/>')
            if column == 0:
                out.append(f'<text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end">{tick} ms</text>')
        for second in range(0, seconds, 5):
            x = left + width * second / seconds
            out.append(f'<text x="{x:.0f}" y="{height + 48}" text-anchor="middle">{second} s</text>')
        x = left + width * slow_from / seconds
        out.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="30" y2="{30 + height}" stroke="#cc3333" stroke-dasharray="4 3"/>')
        dots = "".join(
            f"M{left + width * at / seconds:.1f} {30 + height - height * min(ms, top) / top:.1f}h0"
            for at, ms, *_ in series[name]
        )
        out.append(f'<path d="{dots}" stroke="#2255aa" stroke-opacity="0.5" stroke-width="2.4" stroke-linecap="round"/>')
    out.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")


# Ten are replaced


class Nameserver(asyncio.DatagramProtocol):
    """Answers A with the addresses that there are now and a TTL of 1 s, and all else with nothing."""

    def __init__(self):
        self.addresses = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, query, sender):
        end = query.index(b"\0", 12) + 5
        question = query[12:end]
        kind = struct.unpack(">H", question[-4:-2])[0]
        found = self.addresses if kind == 1 else []
        answers = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(address) for address in found
        )
        self.transport.sendto(
            query[:2] + struct.pack(">HHHHH", 0x8580, 1, len(found), 0, 0) + question + answers, sender
        )


async def rolling(tutti, fixtures, seconds, rate):
    names = Nameserver()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: names, local_addr=(HOST, 0))
    environment = {"TUTTI_DNS_SERVERS": "%s:%d" % transport.get_extra_info("sockname")}
    port, failed = free_port(), False
    for retry in (True, False):
        alive = {f"127.0.1.{number}": await instance(fixtures, f"127.0.1.{number}", port) for number in range(1, 11)}
        names.addresses = list(alive)
        more = ", retry: {}" if retry else ""
        running, public, admin = await gateway(
            tutti, f"  users: {{ discover: {{ dns: users.test, port: {port} }}{more} }}\n", environment
        )
        kills = []

        async def replace():
            pause = seconds / 11
            for number, old in enumerate(list(alive)):
                await asyncio.sleep(pause / 2)
                new = f"127.0.2.{number + 1}"
                alive[new] = await instance(fixtures, new, port)
                names.addresses = [address for address in alive if address != old]
                await asyncio.sleep(pause / 2)
                kills.append(asyncio.get_running_loop().time())
                alive.pop(old).kill()

        results = await Load(public, "/user").run(rate, seconds, replace)
        statuses = {}
        for *_, status, body in results:
            statuses[status] = statuses.get(status, 0) + 1
        bad = [result for result in results if result[2] != 200]
        print(f"{'with' if retry else 'without'} retry: {len(results)} requests at {rate}/s, {len(kills)} of ten killed, "
              f"statuses {statuses}, p50 {quantile([ms for _, ms, *_ in results], 0.5):.1f} ms, "
              f"p99 {quantile([ms for _, ms, *_ in results], 0.99):.1f} ms")
        reasons = {}
        for *_, body in bad:
            found = re.search(rb'"reason":"(\w+)"', body)
            reason = found.group(1).decode() if found else body.decode(errors="replace")
            reasons[reason] = reasons.get(reason, 0) + 1
        if bad:
            print(f"  {len(bad)} failed: {json.dumps(reasons)}")
        # In flight at a process that is killed means that its connection breaks: `reset`, and nothing else.
        failed = failed or len(kills) < 10 or (bool(bad) if retry else any(reason != "reset" for reason in reasons))
        running.stop()
        for process in alive.values():
            process.stop()
    transport.close()
    return 1 if failed else 0


# A thousand change


async def changing(tutti, fixtures, seconds, rate):
    port = free_port()
    # All addresses of the loopback interface are this process.
    service = await Running([fixtures, "--only", "users", "--host", "0.0.0.0", "--users-port", str(port)]).serves(port)
    folder = tempfile.mkdtemp(prefix="tutti-instances-")
    path = f"{folder}/instances.json"

    def write(first):
        addresses = [f"127.{1 + number // 250}.{number % 250 + 1}.1" for number in range(first, first + 1000)]
        with open(path + ".new", "w") as file:
            json.dump([f"http://{address}:{port}" for address in addresses], file)
        os.rename(path + ".new", path)

    p99 = {}
    # The first run warms up.
    for name, changes in (("warm-up", False), ("without change", False), ("changing", True), ("without again", False)):
        write(0)
        running, public, _ = await gateway(tutti, f"  users: {{ discover: {{ file: {path} }} }}\n")

        async def change():
            for second in range(1, seconds if changes else 0):
                await asyncio.sleep(1)
                write(100 * second)

        results = await Load(public, "/user").run(rate, seconds, change)
        running.stop()
        bad = [result for result in results if result[2] != 200]
        times = [ms for at, ms, *_ in results if at > 2]
        p99[name] = quantile(times, 0.99)
        print(f"{name}: {len(results)} requests at {rate}/s, {len(bad)} failed, p50 {quantile(times, 0.5):.2f} ms, p99 {p99[name]:.2f} ms")
        if bad:
            print(f"  {bad[:3]}")
    service.stop()
    quiet = (p99["without change"] + p99["without again"]) / 2
    print(f"p99 while 100 of 1,000 are replaced each second: {p99['changing'] / quiet:.2f} of that without change")
    return 0


if __name__ == "__main__":
    mode, tutti, fixtures, seconds = sys.argv[1:5]
    if mode == "changing":
        code = asyncio.run(changing(tutti, fixtures, int(seconds), int(sys.argv[5])))
    elif mode == "slow":
        code = asyncio.run(slow(tutti, fixtures, int(seconds), sys.argv[5] if len(sys.argv) > 5 else None))
    else:
        code = asyncio.run(rolling(tutti, fixtures, int(seconds), int(sys.argv[5])))
    sys.exit(code)
