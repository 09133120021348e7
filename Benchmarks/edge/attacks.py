"""What attacks on HTTP/2 over TLS cost the gateway, and whether another client is served meanwhile.

usage: attacks.py PORT PID

The attacks are those of Tests/EndToEndTests/HTTP2/http2_client.py. Each is made several times, each time on a new connection: first without
anybody else, for the CPU time that it costs, and then with an honest client beside it, which sends one request after another.
"""

import glob
import os
import select
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Tests/EndToEndTests/HTTP2"))
import http2_client as h2

h2.TLS = ssl.create_default_context()
h2.TLS.check_hostname = False
h2.TLS.verify_mode = ssl.CERT_NONE
h2.TLS.set_alpn_protocols(["h2"])

# How often each is made, and how many frames of the attack it sends at most.
ATTACKS = {
    "rapid_reset": (20, 2000), "made_you_reset": (20, 2000), "continuation_flood": (20, 1001), "empty_continuations": (20, 1001),
    "settings_flood": (20, 20000), "ping_flood": (20, 20000), "priority_flood": (20, 20000), "empty_data": (20, 1001),
    "header_bomb": (20, 1), "large_fields": (20, 6), "malformed_requests_in_a_row": (20, 1000), "too_many_streams": (20, 120),
    "connection_window_overflow": (20, 1), "stream_window_overflow": (20, 2), "settings_that_overflow_windows": (20, 3),
    "wrong_compression": (20, 1), "windows_of_one_byte": (5, 2000), "closed_windows_of_many_streams": (1, 100),
}


def cpu(pid):
    """The CPU time of all threads, in ms."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with open(path) as file:
            total += int(file.read().split()[0])
    return total / 1e6


def honest(port, count=None):
    """Sends requests one after another until standard input ends, or so many; prints how many, and the longest time of one in ms."""
    client, stream, longest = h2.Client(port), 1, 0
    while count is None or stream < 2 * count:
        began = time.monotonic()
        client.send(client.headers(stream, h2.request()))
        if not client.outcome(stream).startswith("200 "):
            raise SystemExit(f"edge: an honest client got {client.outcome(stream)}")
        longest = max(longest, time.monotonic() - began)
        stream += 2
        if count is None and select.select([sys.stdin], [], [], 0)[0]:
            break
    return stream // 2, longest * 1e3


def main(port, pid):
    honest(port, 200)
    before = cpu(pid)
    for _ in range(3):
        honest(port, 2000)
    request = (cpu(pid) - before) / 6000
    print(f"an honest request, one after another on a connection: {request * 1e3:.0f} µs of CPU", flush=True)
    print("| attack | ends with | CPU, ms a connection | that of so many honest requests | frames sent | the other client: requests, longest in ms |")
    print("|---|---|---|---|---|---|")
    for name, (times, frames) in ATTACKS.items():
        attack = h2.SCENARIOS[name]
        before = cpu(pid)
        outcomes = {attack(port) for _ in range(times)}
        cost = (cpu(pid) - before) / times
        other = subprocess.Popen(
            [sys.executable, __file__, "honest", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        other.stdout.readline()
        for _ in range(times):
            attack(port)
        served = other.communicate()[0].strip()
        if other.returncode != 0:
            raise SystemExit(f"edge: {name} has kept another client from being served")
        print(f"| {name} | {', '.join(sorted(outcomes))} | {cost:.1f} | {cost / request:.0f} | {frames:,} | {served} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "honest":
        print("ready", flush=True)
        served, longest = honest(int(sys.argv[2]))
        print(f"{served:,}, {longest:.1f}")
    else:
        main(*map(int, sys.argv[1:3]))
