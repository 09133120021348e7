"""The service behind the routes of scripts/edge: large bodies, and server-sent events.

usage: service.py          prints its port, and serves until it is ended
"""

import hashlib
import http.server
import socketserver
import time

BLOCK = bytes(range(256)) * 256


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        name, _, rest = self.path.strip("/").partition("/")
        if name == "events":
            return self.events(int(rest))
        # /bytes/COUNT
        count = int(rest)
        self.send_response(200)
        self.send_header("Content-Length", str(count))
        self.end_headers()
        while count > 0:
            piece = BLOCK[: min(count, len(BLOCK))]
            self.wfile.write(piece)
            count -= len(piece)

    def do_PUT(self):
        """Reads at most RATE bytes a second, `/bytes/RATE`, and answers with the sum of what came."""
        rate = float(self.path.rpartition("/")[2])
        left = int(self.headers["Content-Length"])
        digest = hashlib.sha256()
        began, taken = time.monotonic(), 0
        while left > 0:
            piece = self.rfile.read(min(left, len(BLOCK)))
            if not piece:
                return
            digest.update(piece)
            left -= len(piece)
            taken += len(piece)
            if rate > 0:
                time.sleep(max(0, taken / rate - (time.monotonic() - began)))
        body = digest.hexdigest().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def events(self, count):
        """So many events, 20 ms apart; each says when it was sent, in nanoseconds of the machine's monotonic clock."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for _ in range(count):
            time.sleep(0.02)
            self.wfile.write(f"data: {time.monotonic_ns()}\n\n".encode())


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 1024


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
