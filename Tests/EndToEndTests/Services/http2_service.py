"""A service that speaks HTTP/2 over TLS, and misbehaves as the path says: `http2_service.py CERTIFICATE KEY`, in PEM.

It prints its port. A good response is `{"connection":N}`, with the number of the connection.
"""
import socket
import ssl
import struct
import sys
import threading
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
context.set_alpn_protocols(["h2"])
HEAD = [(":status", "200"), ("content-type", "application/json")]


def frame(kind, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, 0]) + struct.pack(">I", 0) + payload


class Connection:
    def __init__(self, sock, number):
        self.sock, self.number = sock, number
        self.http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.http2.initiate_connection()

    def flush(self):
        self.sock.sendall(self.http2.data_to_send())

    def serve(self):
        self.flush()
        while True:
            data = self.sock.recv(65536)
            if not data:
                return
            for event in self.http2.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    word, *numbers = dict(event.headers)[":path"][1:].split("-")
                    if self.answer(event.stream_id, word, *map(int, numbers)):
                        return
            self.flush()

    def answer(self, stream, word, error=0):
        """Answers a request; true where the connection is closed behind it."""
        body = b'{"connection":%d}' % self.number
        if word in ("ok", "pings"):
            self.http2.send_headers(stream, HEAD)
            self.http2.send_data(stream, body, end_stream=True)
            self.flush()
            if word == "pings":
                time.sleep(0.005)
                self.sock.sendall(frame(6, b"12345678") + frame(4, b""))
            return False
        if word != "unanswered":
            length = [("content-length", "100")] if word == "short" else []
            self.http2.send_headers(stream, HEAD + length)
            if word != "headless":
                self.http2.send_data(stream, body[:-1])
            self.flush()
        if word in ("reset", "unanswered", "short", "headless"):
            self.http2.reset_stream(stream, error)
        elif word == "leaving":
            self.sock.sendall(frame(7, struct.pack(">II", stream, 0)))
            self.http2.send_data(stream, body[-1:], end_stream=True)
        elif word == "gone":
            self.http2.close_connection(last_stream_id=error)
            self.flush()
            self.sock.shutdown(socket.SHUT_RDWR)
            return True
        elif word == "closed":
            self.sock.shutdown(socket.SHUT_RDWR)
            return True
        elif word == "flood":
            self.sock.sendall(frame(4, b"") * 20000)
        return False


def accepted(sock, number):
    try:
        Connection(context.wrap_socket(sock, server_side=True), number).serve()
    except (OSError, h2.exceptions.ProtocolError):
        pass
    sock.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=100)
print(listener.getsockname()[1], flush=True)
for number in range(1, 1_000_000):
    threading.Thread(target=accepted, args=(listener.accept()[0], number), daemon=True).start()
