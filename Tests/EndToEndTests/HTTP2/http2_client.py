#!/usr/bin/python3
"""Speaks HTTP/2 with a server on the loopback address as a scenario says, and prints what came of it in one line.

usage: http2_client.py PORT SCENARIO

The frames are made one by one (hyperframe, hpack): a client library would refuse to send most of them. What is printed:

    200 BODY            a response, and its body, or `… N bytes` of a long one
    RST CODE            the stream was reset with that error (RFC 9113, 7)
    GOAWAY CODE         the connection was given up with that error
    closed              the connection was closed without a word
"""
import socket
import sys

from hpack import Decoder, Encoder
from hyperframe.frame import (
    ContinuationFrame, DataFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, PriorityFrame, RstStreamFrame, SettingsFrame,
    WindowUpdateFrame)

# The context of connections with TLS, where whoever imports this file sets one.
TLS = None
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


class Client:
    """A connection whose frames are written by hand."""

    def __init__(self, port, settings=None, preface=PREFACE):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        # A frame that is sent alone would wait for the acknowledgement of the one before.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if TLS is not None:
            self.socket = TLS.wrap_socket(self.socket, server_hostname="localhost")
        self.encoder, self.decoder = Encoder(), Decoder()
        self.decoder.max_header_list_size = 1 << 20
        self.received = b""
        self.responses, self.resets, self.goaway, self.ended = {}, {}, None, False
        self.informed = []
        self.send_raw(preface)
        if preface == PREFACE:
            self.send(SettingsFrame(0, settings=settings or {}))

    def send_raw(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # what the server has said is read all the same

    def send(self, *frames):
        self.send_raw(b"".join(frame.serialize() for frame in frames))

    def block(self, fields):
        return self.encoder.encode(fields)

    def headers(self, stream, fields, end=True, extra=()):
        """A HEADERS frame of a request."""
        flags = ["END_HEADERS"] + (["END_STREAM"] if end else []) + list(extra)
        return HeadersFrame(stream, self.block(fields), flags=flags)

    def data(self, stream, content, end=True):
        return DataFrame(stream, content, flags=["END_STREAM"] if end else [])

    def take(self):
        """Reads one frame, and notes what it says; False at the end of the connection."""
        while True:
            if len(self.received) >= 9:
                frame, length = Frame.parse_frame_header(memoryview(self.received[:9]))
                if len(self.received) >= 9 + length:
                    frame.parse_body(memoryview(self.received[9:9 + length]))
                    self.received = self.received[9 + length:]
                    self.note(frame)
                    return True
            try:
                more = self.socket.recv(1 << 16)
            except ConnectionResetError:
                more = b""
            if not more:
                self.ended = True
                return False
            self.received += more

    def note(self, frame):
        if isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            if self.acknowledges:
                self.send(SettingsFrame(0, flags=["ACK"]))
        elif isinstance(frame, PingFrame) and "ACK" not in frame.flags:
            self.send(PingFrame(0, frame.opaque_data, flags=["ACK"]))
        elif isinstance(frame, HeadersFrame):
            fields = self.decoder.decode(frame.data)
            status = dict(fields).get(":status", "")
            if status.startswith("1"):
                self.informed.append(status)
                return
            response = self.responses.setdefault(frame.stream_id, {"fields": [], "body": b"", "done": False})
            response["fields"] += fields
            response["done"] |= "END_STREAM" in frame.flags
        elif isinstance(frame, DataFrame):
            response = self.responses[frame.stream_id]
            response["body"] += frame.data
            response["done"] |= "END_STREAM" in frame.flags
            if frame.flow_controlled_length and self.opens_windows:
                self.send(WindowUpdateFrame(0, frame.flow_controlled_length))
                if not response["done"]:
                    self.send(WindowUpdateFrame(frame.stream_id, frame.flow_controlled_length))
        elif isinstance(frame, RstStreamFrame):
            self.resets.setdefault(frame.stream_id, frame.error_code)
        elif isinstance(frame, GoAwayFrame):
            self.goaway = frame.error_code

    opens_windows = acknowledges = True

    def outcome(self, stream=1):
        """What becomes of a stream, or of the connection before that."""
        while True:
            if self.goaway:
                return f"GOAWAY {self.goaway}"
            if self.responses.get(stream, {}).get("done"):
                return self.text(stream)
            if stream in self.resets:
                return f"RST {self.resets[stream]}"
            if not self.take():
                return "closed" if self.goaway is None else f"GOAWAY {self.goaway}"

    def text(self, stream):
        response = self.responses[stream]
        body = response["body"]
        shown = body.decode() if len(body) < 300 else f"… {len(body)} bytes"
        return f"{dict(response['fields'])[':status']} {shown}".strip()

    def field(self, stream, name):
        return dict(self.responses[stream]["fields"]).get(name)

    def end(self):
        """What the server says last."""
        while self.take():
            pass
        return "closed" if self.goaway is None else f"GOAWAY {self.goaway}"


def request(path="/a", method="GET", more=(), without=()):
    fields = [(":method", method), (":scheme", "http"), (":authority", "shop.example.com"), (":path", path)]
    return [field for field in fields if field[0] not in without] + list(more)


SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__] = function
    return function


# Requests.

@scenario
def get(port):
    client = Client(port)
    client.send(client.headers(1, request()))
    return client.outcome()


@scenario
def head(port):
    client = Client(port)
    client.send(client.headers(1, request(method="HEAD")))
    return f"{client.outcome()} content-length={client.field(1, 'content-length')}"


@scenario
def post(port):
    """A body over the window of a stream, which the server has to open."""
    client = Client(port)
    body = b'"' + b"x" * 200_000 + b'"'
    client.send(client.headers(1, request("/echo", "POST", [("content-length", str(len(body)))]), end=False))
    window, sent = 65535, 0
    client.send(WindowUpdateFrame(0, 1 << 20))
    while sent < len(body):
        part = body[sent:sent + min(16384, window)]
        if part:
            client.send(client.data(1, part, end=sent + len(part) == len(body)))
            sent, window = sent + len(part), window - len(part)
        else:
            # The next frame that matters is the server's WINDOW_UPDATE.
            frame_windows = []
            original = client.note

            def note(frame):
                if isinstance(frame, WindowUpdateFrame) and frame.stream_id == 1:
                    frame_windows.append(frame.window_increment)
                original(frame)
            client.note = note
            while not frame_windows and client.take():
                pass
            client.note = original
            if not frame_windows:
                return client.outcome()
            window += sum(frame_windows)
    return client.outcome()


@scenario
def cookies(port):
    client = Client(port)
    client.send(client.headers(1, request("/headers", more=[("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1")])))
    return client.outcome()


@scenario
def resets_and_asks_again(port):
    """Of two requests with the same credentials, the first is reset before its response."""
    client = Client(port)
    for stream in (1, 3):
        client.send(client.headers(stream, request("/headers", more=[("cookie", "a=1")])))
    client.send(RstStreamFrame(1, error_code=8))
    return client.outcome(3)


@scenario
def host(port):
    """Without `:authority`, `Host` says it (RFC 9113, 8.3.1)."""
    client = Client(port)
    client.send(client.headers(1, request("/headers", more=[("host", "other.example.com")], without=[":authority"])))
    return client.outcome()


@scenario
def expect_continue(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST", [("expect", "100-continue")]), end=False))
    while not client.informed and client.take():
        pass
    client.send(client.data(1, b"5"))
    return f"{client.informed} {client.outcome()}"


@scenario
def trailers(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False), client.data(1, b"5", end=False))
    client.send(client.headers(1, [("x-sum", "1")]))
    return client.outcome()


@scenario
def large(port):
    client = Client(port)
    client.send(client.headers(1, request("/large")))
    return client.outcome()


@scenario
def streams_end_as_they_are_done(port):
    """The first request waits for a service that answers after `ready` is printed."""
    client = Client(port)
    client.send(client.headers(1, request("/slow")))
    client.send(*[client.headers(stream, request()) for stream in range(3, 100, 2)])
    for stream in range(3, 100, 2):
        client.outcome(stream)
    is_last = 1 not in client.responses
    print("ready", flush=True)
    return f"{is_last} {client.outcome(1)} {len(client.responses)}"


# What makes a request malformed.

def refused(fields, body=None):
    def run(port):
        client = Client(port)
        client.send(client.headers(1, fields, end=body is None))
        if body is not None:
            client.send(client.data(1, body))
        outcome = client.outcome()
        # The connection goes on.
        client.send(client.headers(3, request()))
        shown = outcome if outcome.startswith("RST") else outcome.split(" ")[0]
        return f"{shown} {client.outcome(3)}"
    return run


SCENARIOS.update({
    "no_path": refused(request(without=[":path"])),
    "empty_path": refused(request("")),
    "absolute_path": refused(request("http://a/a")),
    "no_method": refused(request(without=[":method"])),
    "no_authority": refused(request(without=[":authority"])),
    "other_host": refused(request(more=[("host", "evil.example.com")])),
    "two_hosts": refused(request(more=[("host", "shop.example.com"), ("host", "shop.example.com")])),
    "two_paths": refused(request() + [(":path", "/b")]),
    "pseudo_field_behind": refused([("x-a", "1")] + request()),
    "unknown_pseudo_field": refused(request() + [(":color", "red")]),
    "upper_case": refused(request(more=[("X-A", "1")])),
    "connection": refused(request(more=[("connection", "close")])),
    "transfer_encoding": refused(request(more=[("transfer-encoding", "chunked")])),
    "upgrade": refused(request(more=[("upgrade", "websocket")])),
    "te": refused(request(more=[("te", "gzip")])),
    "te_trailers": refused(request(more=[("te", "trailers")])),
    "line_feed": refused(request(more=[("x-a", "1\r\nx-b: 2")])),
    "white_space": refused(request(more=[("x-a", " 1")])),
    "connect": refused([(":method", "CONNECT"), (":authority", "a:443")]),
    "lower_case_method": refused(request("/a", "trace")),
    "too_short": refused(request("/echo", "POST", [("content-length", "2")]), b"5"),
    "too_long": refused(request("/echo", "POST", [("content-length", "1")]), b"55"),
    "two_lengths": refused(request("/echo", "POST", [("content-length", "1"), ("content-length", "2")]), b"5"),
    "many_fields": refused(request(more=[(f"x-{number}", "1") for number in range(101)])),
})


@scenario
def body_over_its_bound(port):
    """Answered before any of the body has come."""
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST", [("content-length", str(1 << 30))]), end=False))
    outcome = client.outcome().split(" ")[0]
    client.send(client.headers(3, request()))
    return f"{outcome} {client.outcome(3)}"


# Attacks.

@scenario
def rapid_reset(port):
    """CVE-2023-44487."""
    client = Client(port)
    for stream in range(1, 2001, 2):
        client.send(client.headers(stream, request()), RstStreamFrame(stream, 8))
    return client.end()


@scenario
def made_you_reset(port):
    """CVE-2025-8671: has the server reset its own streams."""
    client = Client(port)
    for stream in range(1, 2001, 2):
        client.send(client.headers(stream, request()), WindowUpdateFrame(stream, 0x7FFFFFFF))
    return client.end()


@scenario
def continuation_flood(port):
    """CVE-2024-27316."""
    client = Client(port)
    client.send(HeadersFrame(1, client.block(request()), flags=["END_STREAM"]))
    for number in range(1000):
        client.send(ContinuationFrame(1, client.block([(f"x-{number}", "1" * 100)])))
    return client.end()


@scenario
def empty_continuations(port):
    client = Client(port)
    client.send(HeadersFrame(1, client.block(request()), flags=["END_STREAM"]))
    for _ in range(1000):
        client.send(ContinuationFrame(1, b""))
    return client.end()


def flood(frame):
    def run(port):
        client = Client(port)
        client.send_raw(frame.serialize() * 20_000)
        return client.end()
    return run


SCENARIOS.update({
    "settings_flood": flood(SettingsFrame(0, settings={4: 65535})),
    "ping_flood": flood(PingFrame(0, b"12345678")),
    "priority_flood": flood(PriorityFrame(1, depends_on=0, stream_weight=1)),
})


@scenario
def empty_data(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False))
    client.send_raw(client.data(1, b"", end=False).serialize() * 1000)
    return client.end()


@scenario
def header_bomb(port):
    """A large field in the dynamic table, which one byte stands for."""
    client = Client(port)
    bomb = client.block(request(more=[("x-bomb", "1" * 3000)]))
    client.send(HeadersFrame(1, bomb + b"\xbe" * 10_000, flags=["END_HEADERS", "END_STREAM"]))
    return client.outcome()


@scenario
def large_fields(port):
    client = Client(port)
    block = client.block(request(more=[(f"x-{number}", "1" * 1000) for number in range(80)]))
    first, rest = block[:16000], block[16000:]
    client.send(HeadersFrame(1, first, flags=["END_STREAM"]))
    while rest:
        part, rest = rest[:16000], rest[16000:]
        client.send(ContinuationFrame(1, part, flags=[] if rest else ["END_HEADERS"]))
    return client.outcome()


@scenario
def connection_window_overflow(port):
    client = Client(port)
    client.send(WindowUpdateFrame(0, 0x7FFFFFFF))
    return client.end()


@scenario
def stream_window_overflow(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False), WindowUpdateFrame(1, 0x7FFFFFFF))
    return client.outcome()


@scenario
def window_increment_of_zero(port):
    client = Client(port)
    client.send_raw(b"\x00\x00\x04\x08\x00\x00\x00\x00\x00" + bytes(4))
    return client.end()


@scenario
def settings_that_overflow_windows(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False), WindowUpdateFrame(1, 1 << 20))
    client.send(SettingsFrame(0, settings={4: 0x7FFFFFFF}))
    return client.end()


@scenario
def window_that_stays_closed(port):
    """The response is never taken; the server is set to wait for a moment."""
    client = Client(port, settings={4: 0})
    client.opens_windows = False
    client.send(client.headers(1, request()))
    while 1 not in client.resets and client.take():
        pass
    return f"RST {client.resets.get(1)}"


@scenario
def windows_of_one_byte(port):
    """Takes a response of 500,002 bytes one by one; after 2,000 bytes it is satisfied, and opens the window for the rest."""
    client = Client(port, settings={4: 1})
    client.opens_windows = False
    client.send(WindowUpdateFrame(0, 1 << 20), client.headers(1, request("/large")))
    taken = -1
    while 1 not in client.resets and client.goaway is None and client.take():
        now = len(client.responses.get(1, {}).get("body", b""))
        if now == taken:
            continue
        taken = now
        if taken >= 2000:
            client.send(WindowUpdateFrame(1, 1 << 20))
            break
        client.send(WindowUpdateFrame(1, 1))
    return client.outcome()


@scenario
def closed_windows_of_many_streams(port):
    """None of the responses is taken; the server is set to wait for a moment."""
    client = Client(port, settings={4: 0})
    client.opens_windows = False
    client.send(*[client.headers(stream, request("/large")) for stream in range(1, 200, 2)])
    while len(client.resets) < 100 and client.goaway is None and client.take():
        pass
    return f"RST {sorted(set(client.resets.values()))} {len(client.resets)}"


@scenario
def too_many_streams(port):
    client = Client(port)
    client.send(*[client.headers(stream, request("/echo", "POST"), end=False) for stream in range(1, 2 * 120, 2)])
    while not client.resets and client.goaway is None and client.take():
        pass
    return f"RST {sorted(client.resets.items())[0]}" if client.resets else f"GOAWAY {client.goaway}"


@scenario
def headers_that_never_end(port):
    """The server is set to wait for a moment."""
    client = Client(port)
    # Any other frame in between would be a mistake of its own.
    client.acknowledges = False
    client.send(HeadersFrame(1, client.block(request()), flags=["END_STREAM"]))
    return client.end()


@scenario
def body_that_never_ends(port):
    """The server is set to wait for a moment."""
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False))
    return client.outcome().split(" ")[0]


@scenario
def body_that_trickles(port):
    """A byte every 20 ms; the server is set to want more."""
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False))
    client.socket.settimeout(0.02)
    while not client.responses and client.goaway is None:
        client.send(client.data(1, b"5", end=False))
        try:
            client.take()
        except TimeoutError:
            pass
    return client.outcome().split(" ")[0]


@scenario
def nothing_after_the_preface(port):
    """The server is set to wait for a moment."""
    return Client(port).end()


@scenario
def data_without_a_stream(port):
    client = Client(port)
    client.send(client.data(1, b"5"))
    return client.end()


@scenario
def data_on_stream_zero(port):
    client = Client(port)
    client.send_raw(b"\x00\x00\x01\x00\x01\x00\x00\x00\x005")
    return client.end()


@scenario
def headers_of_an_even_stream(port):
    client = Client(port)
    client.send(client.headers(2, request()))
    return client.end()


@scenario
def headers_of_a_lower_stream(port):
    client = Client(port)
    client.send(client.headers(5, request()))
    client.outcome(5)
    client.send(client.headers(3, request()))
    return client.end()


@scenario
def frame_over_its_bound(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False))
    client.send_raw(b"\x00\x40\x01\x00\x00\x00\x00\x00\x01" + bytes(0x4001))
    return client.end()


@scenario
def push_promise(port):
    client = Client(port)
    client.send(client.headers(1, request("/echo", "POST"), end=False))
    client.send_raw(b"\x00\x00\x05\x05\x04\x00\x00\x00\x01" + b"\x00\x00\x00\x02\x82")
    return client.end()


@scenario
def wrong_compression(port):
    client = Client(port)
    client.send(HeadersFrame(1, b"\xff\xff\xff\xff\xff\xff", flags=["END_HEADERS", "END_STREAM"]))
    return client.end()


@scenario
def another_preface(port):
    return Client(port, preface=b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n").end()


@scenario
def preface_without_settings(port):
    client = Client(port, preface=b"")
    client.send_raw(PREFACE)
    client.send(client.headers(1, request()))
    return client.end()


@scenario
def malformed_requests_in_a_row(port):
    client = Client(port)
    client.send(*[client.headers(stream, request(without=[":path"])) for stream in range(1, 2001, 2)])
    return client.end()


@scenario
def drain(port):
    """Prints `ready`, and the server is told to stop meanwhile: what has begun is answered."""
    client = Client(port)
    client.send(client.headers(1, request("/slow")))
    print("ready", flush=True)
    outcome = client.outcome()
    return f"{outcome} {client.end()}"


if __name__ == "__main__":
    print(SCENARIOS[sys.argv[2]](int(sys.argv[1])), flush=True)
