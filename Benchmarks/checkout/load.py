"""Orders through a gateway while its services fail, and whether their ledgers agree afterwards.

usage: load.py TUTTI FIXTURE-SERVICES SECONDS RATE

Each order has a number. Half of the orders have a fault: one write, or one more, is refused, fails, hangs, is answered late or dies before
or after it was done; of some, an undo fails for good. Half of the clients leave before they are answered; half of all clients send an
Idempotency-Key, and those of them that have left come back until they get a response. Ends with 1 when the ledgers don't agree, when an
order without a fault whose client has waited is not placed, or when nobody has got the response of an earlier request.
"""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import threading

PATIENCE = 30  # seconds, with all that a client repeats
FOLDER = os.path.dirname(os.path.abspath(__file__))
CALLS = {"reservation": "catalog", "order": "orders", "payment": "payments"}
LEDGERS = {"reservation": "reservations", "order": "placements", "payment": "charges"}
FAULTS = {
    "refused": "status=409",
    "failed": "status=500",
    "hung": "status=500&hang=true",
    "late": "delay=1500ms",
    "died before": "status=500&close=after-request",
    "died after": "close=after-request",
}


class Process:
    """A program, the lines of one of its outputs, and its end."""

    def __init__(self, arguments, output, environment=None):
        self.lines = []
        self.process = subprocess.Popen(
            arguments,
            stdout=subprocess.PIPE if output == "stdout" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if output == "stderr" else None,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.stream = getattr(self.process, output)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.stream:
            self.lines.append(line.rstrip("\n"))

    async def line(self, pattern):
        """The match of the first line that has one."""
        while True:
            for line in list(self.lines):
                if match := re.search(pattern, line):
                    return match
            if self.process.poll() is not None:
                sys.exit(f"checkout-load: {self.process.args[0]} has ended: {self.lines[-3:]}")
            await asyncio.sleep(0.02)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait()
        self.reader.join()
        return code


async def exchange(port, method, path, headers=(), body=b"", leave_after=None):
    """Status, head and body of a response; None for a client that has left."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [f"{method} {path} HTTP/1.1", "host: localhost", "connection: close", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()
        if leave_after is not None:
            await asyncio.sleep(leave_after)
            return None
        response = await reader.read()
        head, _, rest = response.partition(b"\r\n\r\n")
        if b"transfer-encoding: chunked" in head.lower():
            sys.exit("checkout-load: a chunked response, which this script doesn't read")
        return int(head[9:12]), head.lower(), rest
    finally:
        writer.close()


class Order:
    """One client and its order."""

    def __init__(self, index, chance):
        self.number = f"n{index}"
        self.faults = {}
        self.undo_faults = set()
        if chance.random() < 0.5:
            for call in chance.sample(list(CALLS), chance.choice([1, 1, 1, 2])):
                self.faults[call] = chance.choice(list(FAULTS))
            if chance.random() < 0.04:
                self.undo_faults.add(chance.choice(list(CALLS)))
        self.leaves = chance.random() < 0.5
        self.patience = chance.random() * (2.2 if self.faults else 0.02)
        self.has_key = chance.random() < 0.5
        self.status = None
        self.is_replayed = False

    async def place(self, port):
        headers = [("content-type", "application/json")]
        headers += [(call, FAULTS[fault]) for call, fault in self.faults.items()]
        headers += [(f"no{call}", "status=503") for call in self.undo_faults]
        if self.has_key:
            headers.append(("idempotency-key", f'"key-{self.number}"'))
        body = json.dumps({"number": self.number, "product": 3, "amount": 19.9}).encode()
        ask = lambda leave: exchange(port, "POST", "/shop/7/orders", headers, body, leave)
        answer = await ask(self.patience if self.leaves else None)
        # Who has a key comes back.
        while self.has_key and (answer is None or answer[0] == 409 and b"has not ended yet" in answer[2]):
            await asyncio.sleep(0.2)
            answer = await ask(None)
        if answer:
            self.status = answer[0]
            self.is_replayed = b"idempotent-replayed" in answer[1]


async def ledger(url, name):
    """The numbers in a ledger, and those written more than once."""
    port = int(url.rsplit(":", 1)[1])
    _, _, body = await exchange(port, "GET", f"/{name}")
    content = json.loads(body)
    return {entry["number"] for entry in content[name]}, set(content["writtenTwice"])


def named_failures(lines):
    """The calls and numbers that the gateway's log names as not undone."""
    named = set()
    for line in lines:
        if "is not undone" not in line:
            continue
        fields = json.loads(line)
        place = fields.get("url", "") + " " + str(fields.get("body", ""))
        if match := re.search(r"\bn\d+\b", place):
            named.add((fields["call"], match.group()))
    return named


def compare(orders, ledgers, twice, named):
    """What is wrong, as sentences."""
    wrong = []
    for order in orders:
        present = {call for call in CALLS if order.number in ledgers[call]}
        what = f"{order.number} (faults {order.faults}, left {order.leaves}, key {order.has_key}, status {order.status})"
        left = {call for call in present if (call, order.number) not in named}
        if len(present) != len(CALLS) and left:
            wrong.append(f"{what}: {', '.join(sorted(left))} without the others, and not named")
        if order.status == 200 and len(present) != len(CALLS):
            wrong.append(f"{what}: answered with 200, and there is only {sorted(present)}")
        if order.status not in (200, None) and len(present) == len(CALLS) and left:
            wrong.append(f"{what}: answered with {order.status}, and all of it is there")
        if not order.faults and (order.has_key or not order.leaves) and order.status != 200:
            wrong.append(f"{what}: not placed, and nothing was in its way")
    wrong += [f"{number}: {call} was done twice" for call, numbers in twice.items() for number in sorted(numbers)]
    complete = set.intersection(*ledgers.values())
    if len(complete) < len(orders) // 4:
        wrong.append(f"only {len(complete)} of {len(orders)} orders were placed")
    if not any(order.is_replayed for order in orders):
        wrong.append("nobody has got the response of an earlier request")
    known = {order.number for order in orders}
    wrong += [f"{number}: nobody has ordered it" for numbers in ledgers.values() for number in sorted(numbers - known)]
    return wrong


async def run(tutti, fixtures, seconds, rate):
    services = Process([fixtures, "--base-port", "0", "--request-faults"], "stdout")
    gateway = None
    try:
        urls = {name: (await services.line(rf"^{name} +(http://\S+)")).group(1) for name in CALLS.values()}
        gateway = Process(
            [tutti, "serve", FOLDER], "stderr", {f"{name.upper()}_URL": url for name, url in urls.items()}
        )
        serving = json.loads((await gateway.line(r'^.*"serving .*$')).group())
        port = int(serving["listen"].rsplit(":", 1)[1])
        chance = random.Random(7)
        orders = [Order(index, chance) for index in range(seconds * rate)]
        loop = asyncio.get_running_loop()
        start = loop.time()
        tasks = []
        for index, order in enumerate(orders):
            await asyncio.sleep(max(0, start + index / rate - loop.time()))
            tasks.append(asyncio.create_task(asyncio.wait_for(order.place(port), PATIENCE)))
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [f"{order.number}: {error!r}" for order, error in zip(orders, outcomes) if error]
        # The drain waits for what is being undone, and for requests with a key.
        code = gateway.stop()
        ledgers, twice = {}, {}
        for call, service in CALLS.items():
            ledgers[call], twice[call] = await ledger(urls[service], LEDGERS[call])
        named = named_failures(gateway.lines)
        wrong = failures + compare(orders, ledgers, twice, named)
        if code != 0:
            wrong.append(f"the gateway has ended with {code}")
        report(orders, ledgers, named, wrong)
        return 1 if wrong else 0
    finally:
        if gateway:
            gateway.stop()
        services.stop()


def report(orders, ledgers, named, wrong):
    complete = set.intersection(*ledgers.values())
    rows = [
        ("orders", len(orders)),
        ("  with a fault", sum(bool(order.faults) for order in orders)),
        ("  whose client has left", sum(order.leaves for order in orders)),
        ("  with an Idempotency-Key", sum(order.has_key for order in orders)),
        ("answered with 200", sum(order.status == 200 for order in orders)),
        ("answered with a failure", sum(order.status not in (200, None) for order in orders)),
        ("answered with an earlier response", sum(order.is_replayed for order in orders)),
        ("never answered", sum(order.status is None for order in orders)),
        ("reserved, ordered and paid", len(complete)),
    ]
    rows += [(f"  {call} alone or with one other", len(numbers - complete)) for call, numbers in ledgers.items()]
    rows += [("named as not undone", len(named)), ("disagreements", len(wrong))]
    for label, value in rows:
        print(f"{label:36}{value:8}")
    for text in wrong[:20]:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
