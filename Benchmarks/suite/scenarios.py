"""What is measured: each scenario is one kind of request, or one kind of load."""

from dataclasses import dataclass, field

LUA = ("nginx-decoded", "nginx-pasted")
NODE = ("node", "express")
FLOORS = ("floor-curl", "floor-nio")
COMPOSERS = ("tutti", *LUA, *NODE)
JOIN = "/join?ids=" + ",".join(map(str, range(1, 101)))
# A target of libcurl alone: a service and a path.
PROFILE = (("users", "/users/%d"), ("orders", "/orders/2/%d"), ("payments", "/payments/%d"))


def profile(orders_path: str) -> tuple:
    """The three calls of a profile with these orders."""
    return (PROFILE[0], ("orders", orders_path), PROFILE[2])


def parts(count: int) -> tuple:
    """So many calls of equal size."""
    services = ("users", "orders", "payments")
    return tuple((services[index % 3], f"/{services[index % 3]}/part-{index}/%d") for index in range(count))


@dataclass(frozen=True)
class Scenario:
    """One row of the plan; `%d` in the path is a number that changes with each request."""

    name: str
    title: str
    path: str
    contenders: tuple[str, ...]
    # closed: each connection sends the next request when it has the response. open: at a rate that is half of the
    # contender's own saturation. idle: connections that do nothing.
    kind: str = "closed"
    connections: int = 32
    closes: bool = False
    tls: bool = False
    # Over HTTP/2, each connection has so many requests in flight at once; 0 is HTTP/1.1 with one.
    streams: int = 0
    # Rounds are longer by this factor: what has begun and not ended when a round ends counts as CPU and as no request,
    # which with a thousand clients of a slow gateway is a good part of three seconds.
    stretch: int = 1
    # What libcurl alone calls; empty where it can't do the same.
    calls: tuple[tuple[str, str], ...] = ()
    reference: str = "tutti"
    # Contenders that ask for something else, which is what they are compared for.
    paths: dict[str, str] = field(default_factory=dict)
    # What clients of these contenders send to show who they are: a file of credentials.py.
    credentials: dict[str, str] = field(default_factory=dict)

    def path_for(self, contender: str) -> str:
        """The path that this contender is asked for."""
        return self.paths.get(contender, self.path)


SCENARIOS = (
    Scenario("2kB", "2 kB composed of 3 calls", "/profile-2/%d", (*COMPOSERS, *FLOORS), calls=PROFILE),
    Scenario("20kB", "20 kB composed of 3 calls", "/profile-20/%d", (*COMPOSERS, *FLOORS), calls=profile("/orders/20/%d")),
    Scenario("200kB", "200 kB composed of 3 calls", "/profile-200/%d", (*COMPOSERS, *FLOORS),
             calls=profile("/orders/200/%d")),
    Scenario("1-call", "1 call of 0.7 kB", "/one/%d", (*COMPOSERS, *FLOORS), calls=parts(1)),
    Scenario("3-calls", "3 calls of 0.7 kB each", "/three/%d", (*COMPOSERS, *FLOORS), calls=parts(3)),
    Scenario("10-calls", "10 calls of 0.7 kB each", "/ten/%d", (*COMPOSERS, *FLOORS), calls=parts(10)),
    Scenario("shaped", "three of nine members of 100 items, and 2 more calls", "/shaped/%d",
             ("tutti", "nginx-decoded", *NODE, *FLOORS), calls=profile("/orders/items/%d")),
    Scenario("chain", "two calls, one after the other", "/chain/%d", COMPOSERS),
    Scenario("slow", "3 calls, one service takes 50 ms", "/slow/%d", COMPOSERS, connections=128),
    Scenario("breaker", "3 calls, one service fails", "/failing/%d", (*COMPOSERS, "tutti-all-calls", *FLOORS),
             calls=(PROFILE[0], PROFILE[2]), paths={"tutti-all-calls": "/profile-20/%d"}),
    Scenario("join", "100 values asked for in two batches", JOIN,
             ("tutti", "nginx-decoded", *NODE, "tutti-by-hand", *FLOORS),
             calls=(("orders", "/orders/products?ids=1,2"), ("orders", "/orders/products?ids=51,52")),
             paths={"tutti-by-hand": "/by-hand"}),
    Scenario("plain", "one response passed on as it is", "/plain/%d", ("tutti", "nginx", "envoy", *NODE, *FLOORS),
             calls=(PROFILE[1],)),
    Scenario("plain-1MB", "a response of 1 MB passed on as it is", "/plain-1000/%d", ("tutti", "nginx", "envoy"),
             connections=16),
    Scenario("1-connection", "2 kB, 1 connection: latency unloaded", "/profile-2/%d", (*COMPOSERS, *FLOORS), connections=1,
             calls=PROFILE),
    Scenario("256-connections", "2 kB, 256 connections", "/profile-2/%d", (*COMPOSERS, *FLOORS), connections=256,
             calls=PROFILE),
    Scenario("1000-connections", "2 kB, 1,000 connections", "/profile-2/%d", (*COMPOSERS, *FLOORS), connections=1000,
             stretch=2, calls=PROFILE),
    Scenario("new-connections", "2 kB, a new connection for each request", "/profile-2/%d", (*COMPOSERS, "floor-nio"),
             closes=True),
    Scenario("tls", "2 kB, TLS 1.3 in front", "/profile-2/%d", COMPOSERS, tls=True),
    Scenario("h2", "2 kB, HTTP/2 and TLS 1.3, 10 requests at once on each connection", "/profile-2/%d", ("tutti", *LUA),
             tls=True, streams=10),
    Scenario("half-load", "2 kB, at half of what each can do at most", "/profile-2/%d", (*COMPOSERS, "floor-nio"), kind="open",
             connections=64),
    Scenario("idle-memory", "1,000 idle connections", "/profile-2/%d", (*COMPOSERS, "floor-nio"), kind="idle",
             connections=1000),
    Scenario("access", "2 kB, behind who may ask and how often", "/profile-2/%d",
             ("tutti", "tutti-key", "tutti-token", "tutti-new-tokens", "tutti-key-limit", "tutti-token-limit", "nginx-decoded",
              "nginx-token", "nginx-new-tokens", "nginx-token-limit"),
             paths={
                 "tutti-key": "/by-key/%d", "tutti-token": "/by-token/%d", "tutti-new-tokens": "/by-token/%d",
                 "tutti-key-limit": "/by-key-limited/%d", "tutti-token-limit": "/by-token-limited/%d",
                 "nginx-token": "/by-token/%d", "nginx-new-tokens": "/by-token/%d",
                 "nginx-token-limit": "/by-token-limited/%d"},
             credentials={
                 "tutti-key": "key", "tutti-key-limit": "key", "tutti-token": "token", "tutti-token-limit": "token",
                 "nginx-token": "token", "nginx-token-limit": "token", "tutti-new-tokens": "tokens",
                 "nginx-new-tokens": "tokens"}),
    Scenario("workers", "2 kB, two workers or one, on both cores", "/profile-2/%d",
             ("tutti-two-workers", "tutti-one-worker"), reference="tutti-two-workers"),
)

# Tutti next to itself: CPU of the first scenario ÷ CPU of the second.
WITHIN = (("10-calls", "3-calls"), ("256-connections", "2kB"), ("1000-connections", "2kB"))
