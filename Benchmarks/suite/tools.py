"""Finds or builds what the suite runs, and says what to install when that can't be done."""

import os
import shutil
import subprocess
from pathlib import Path

from .processes import Failed, say
from .stage import BENCHMARKS, CONTENDERS, GATEWAY_CORE, OTHER_CORE, Tools

REPOSITORY = BENCHMARKS.parent
BUILD = REPOSITORY / ".build-bench"
# Without these there is nothing to measure with: commands and their packages of Debian.
REQUIRED = {
    "nginx": "nginx", "wrk": "wrk", "h2load": "nghttp2-client", "taskset": "util-linux", "openssl": "openssl", "cc": "gcc"}


def require() -> None:
    """Ends with a sentence when something is missing that everything needs."""
    missing = [package for command, package in REQUIRED.items() if not shutil.which(command)]
    if not Path("/usr/lib/nginx/modules/ngx_http_lua_module.so").exists():
        # The services need it too: one of them takes 50 ms.
        missing.append("libnginx-mod-http-lua")
    if missing:
        raise Failed(f"missing; on Debian: apt-get install {' '.join(missing)}")
    allowed = os.sched_getaffinity(0)
    if not {int(GATEWAY_CORE), int(OTHER_CORE)} <= allowed:
        raise Failed(
            f"needs core {GATEWAY_CORE} for the gateway and core {OTHER_CORE} for its clients and services; "
            f"may use only: {', '.join(map(str, sorted(allowed)))}")
    try:
        BUILD.mkdir(exist_ok=True)
    except OSError as error:
        raise Failed(f"needs a folder {BUILD} for what it builds: {error.strerror}") from error
    if not os.access(BUILD, os.W_OK | os.X_OK):
        raise Failed(f"may not write into {BUILD}, where it builds what it needs")


def _with_mimalloc() -> list[str]:
    """What the linker is told so that a floor allocates as Tutti does (decision 15); nothing where mimalloc is not installed.

    No program names it, so it must be kept by force.
    """
    found = subprocess.run(["cc", "-print-file-name=libmimalloc.so"], capture_output=True, text=True)
    if not Path(found.stdout.strip()).is_absolute():
        say("the floors are built without mimalloc, which Tutti has; on Debian: apt-get install libmimalloc-dev")
        return []
    return ["--no-as-needed", "-lmimalloc", "--as-needed"]


def _compiled(source: Path, *libraries: str) -> Path | None:
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


def _nio_floor(linker: list[str]) -> Path | None:
    """Built once, with the options of scripts/release; deleting the folder builds it anew."""
    scratch = BUILD / "floor-nio"
    program = scratch / "release" / "floor-nio"
    source = BENCHMARKS / "floor-nio"
    if not shutil.which("swift"):
        return program if program.exists() else None
    newest = max(path.stat().st_mtime for path in source.rglob("*.swift"))
    if not program.exists() or program.stat().st_mtime < newest:
        say("building the floor on NIO, which takes some minutes the first time")
        done = subprocess.run(
            ["swift", "build", "-c", "release", "--static-swift-stdlib", "-Xswiftc", "-enforce-exclusivity=unchecked",
             *(word for option in linker for word in ("-Xlinker", option)),
             "--package-path", source, "--scratch-path", scratch],
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
    floors = keys & {"floor-curl", "floor-nio"}
    linker = _with_mimalloc() if floors else []
    libraries = [*(f"-Wl,{option}" if option.startswith("--") else option for option in linker), "-lcurl"]
    return Tools(
        tutti=_tutti(), curl_floor=_compiled(CONTENDERS / "floor.c", *libraries) if "floor-curl" in keys else None,
        nio_floor=_nio_floor(linker) if "floor-nio" in keys else None, envoy=_envoy(), paced=paced)
