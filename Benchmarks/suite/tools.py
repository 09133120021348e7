"""Finds or builds what the suite runs, and says what to install when that can't be done."""

import os
import shutil
import subprocess
from pathlib import Path

from .processes import Failed, say
from .stage import BENCHMARKS, CONTENDERS, Tools

REPOSITORY = BENCHMARKS.parent
BUILD = REPOSITORY / ".build-bench"
# Without these there is nothing to measure with: commands and their packages of Debian.
REQUIRED = {"nginx": "nginx", "wrk": "wrk", "taskset": "util-linux", "openssl": "openssl", "cc": "gcc"}


def require() -> None:
    """Ends with a sentence when something is missing that everything needs."""
    missing = [package for command, package in REQUIRED.items() if not shutil.which(command)]
    if not Path("/usr/lib/nginx/modules/ngx_http_lua_module.so").exists():
        # The services need it too: one of them takes 50 ms.
        missing.append("libnginx-mod-http-lua")
    if missing:
        raise Failed(f"missing; on Debian: apt-get install {' '.join(missing)}")
    if (os.cpu_count() or 1) < 2:
        raise Failed("needs two cores: one for the gateway, one for its clients and services")


def _compiled(source: Path, *libraries: str) -> Path | None:
    BUILD.mkdir(exist_ok=True)
    program = BUILD / source.stem
    done = subprocess.run(["cc", "-O2", "-o", program, source, *libraries], capture_output=True, text=True)
    if done.returncode != 0:
        say(done.stderr)
        return None
    return program


def release_with_names() -> Path:
    """Tutti's release binary before it is stripped: `TUTTI`, or one that is built."""
    stripped = _tutti()
    named = stripped.with_name("tutti")
    return named if stripped.name == "tutti.stripped" and named.exists() else stripped


def _tutti() -> Path:
    path = os.environ.get("TUTTI")
    if not path:
        say("building a release of Tutti; TUTTI=PATH takes one that exists")
        done = subprocess.run([REPOSITORY / "scripts" / "release"], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failed("scripts/release failed")
        path = done.stdout.strip().splitlines()[-1]
    if not os.access(path, os.X_OK):
        raise Failed(f"{path} is not there; TUTTI must be the path of the binary")
    return Path(path).resolve()


def _nio_floor() -> Path | None:
    """Built once; deleting the folder builds it anew."""
    scratch = BUILD / "floor-nio"
    program = scratch / "release" / "floor-nio"
    source = BENCHMARKS / "floor-nio"
    if not shutil.which("swift"):
        return program if program.exists() else None
    newest = max(path.stat().st_mtime for path in source.rglob("*.swift"))
    if not program.exists() or program.stat().st_mtime < newest:
        say("building the floor on NIO, which takes some minutes the first time")
        done = subprocess.run(
            ["swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", source, "--scratch-path", scratch],
            capture_output=True, text=True)
        if done.returncode != 0:
            say(done.stdout[-2000:] + done.stderr[-2000:])
            return None
    return program


def _envoy() -> Path | None:
    path = os.environ.get("ENVOY") or shutil.which("envoy")
    return Path(path).resolve() if path else None


def prepare(keys: set[str]) -> Tools:
    """Builds what the contenders with these keys need."""
    require()
    paced = _compiled(BENCHMARKS / "suite" / "paced.c", "-lm")
    if not paced:
        raise Failed("the load generator could not be built")
    return Tools(
        tutti=_tutti(), curl_floor=_compiled(CONTENDERS / "floor.c", "-lcurl") if "floor-curl" in keys else None,
        nio_floor=_nio_floor() if "floor-nio" in keys else None, envoy=_envoy(), paced=paced)
