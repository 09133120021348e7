"""Which machine and which versions a result belongs to."""

import os
import platform
import re
import subprocess
from pathlib import Path

from .contenders import express_version
from .stage import BENCHMARKS, Tools


def said_by(command: list, pattern: str) -> str | None:
    """The first group of the pattern in what a command says; None when there is no such command or it says something else."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=20)
    except OSError:
        return None
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else None


def package_version(name: str) -> str | None:
    """The version of an installed package of Debian."""
    return said_by(["dpkg-query", "-W", "-f", "${Version}", name], r"^(\d\S*)")


def nio_version() -> str | None:
    """The version of swift-nio that the floor was built with."""
    try:
        pins = (BENCHMARKS / "floor-nio" / "Package.resolved").read_text()
    except OSError:
        return None
    found = re.search(r'"identity" : "swift-nio".*?"version" : "([^"]+)"', pins, re.DOTALL)
    return found.group(1) if found else None


def machine(tools: Tools) -> dict:
    """Everything that a reader needs to compare figures; versions of what is missing are left out."""
    release = Path("/etc/os-release").read_text()
    processor = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    versions = {
        "Tutti": said_by([tools.tutti, "--version"], r"(\S+)\s*$"),
        "nginx": said_by(["nginx", "-v"], r"nginx/(\S+)"),
        "lua-nginx-module": package_version("libnginx-mod-http-lua"),
        "lua-cjson": package_version("lua-cjson"),
        "Node": said_by(["node", "--version"], r"v(\S+)"),
        "Express": express_version(),
        "Envoy": said_by([tools.envoy, "--version"], r"/(\d+\.\d+\.\d+)/") if tools.envoy else None,
        "libcurl": said_by(["curl-config", "--version"], r"libcurl (\S+)"),
        # That the floors are linked with, where it is there.
        "mimalloc": package_version("libmimalloc-dev"),
        "SwiftNIO": nio_version() if tools.nio_floor else None,
        "wrk": said_by(["wrk", "-v"], r"wrk \S*?(\d[^\s\[]*)"),
        "nghttp2": said_by(["h2load", "--version"], r"nghttp2/(\S+)"),
        "OpenSSL": said_by(["openssl", "version"], r"OpenSSL (\S+)"),
        "Python": platform.python_version(),
    }
    return {
        "processor": processor.group(1) if processor else platform.machine(), "cores": os.cpu_count(),
        "kernel": platform.release(), "system": re.search(r'^PRETTY_NAME="?([^"\n]*)', release, re.MULTILINE).group(1),
        "load_average": os.getloadavg()[0], "versions": {name: value for name, value in versions.items() if value}}
