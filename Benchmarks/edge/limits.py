"""Asks a gateway for a path with a limit as fast as is said, over many connections, and counts what is admitted.

usage: limits.py PORT PATH RATE BURST REQUESTS_PER_SECOND CONNECTIONS SECONDS
Fails when it is not RATE x SECONDS, to a hundredth, and BURST.
"""
import asyncio
import sys
import time

port, path = int(sys.argv[1]), sys.argv[2]
rate, burst, asked, connections, seconds = (int(text) for text in sys.argv[3:8])


async def response(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length:
        await reader.readexactly(length)
    return int(head[9:12])


async def client(number, start, counts):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    pause = connections / asked
    due = start + pause * number / connections
    while due < start + seconds:
        await asyncio.sleep(max(0, due - time.monotonic()))
        writer.write(request)
        status = await response(reader)
        counts[status] = counts.get(status, 0) + 1
        due += pause
    writer.close()


async def main():
    counts = {}
    start = time.monotonic() + 0.2
    await asyncio.gather(*(client(number, start, counts) for number in range(connections)))
    elapsed = time.monotonic() - start
    admitted, refused = counts.get(200, 0), counts.get(429, 0)
    expected = rate * elapsed + burst
    print(
        f"limits: {admitted} admitted and {refused} refused in {elapsed:.2f} s, {(admitted + refused) / elapsed:.0f} a second; "
        f"{rate}/s and a burst of {burst} give {expected:.0f}: {100 * (admitted / expected - 1):+.2f} %")
    if set(counts) - {200, 429}:
        sys.exit(f"limits: other statuses: {counts}")
    if abs(admitted - expected) > 0.01 * rate * elapsed:
        sys.exit("limits: that is too far away")


asyncio.run(main())
