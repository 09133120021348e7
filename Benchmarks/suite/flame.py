"""A flame graph of Tutti under the load of one scenario, as SVG: scripts/flame --help"""

import argparse
import re
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from html import escape
from pathlib import Path

from .contenders import CONTENDERS_BY_KEY
from .load import closed
from .processes import Failed, Processes, say
from .scenarios import SCENARIOS
from .stage import Stage, Tools
from .tools import release_with_names

WIDTH, ROW, HEAD, FOOT = 1180, 17, 70, 40
# What is narrower is left out: it could not be told from its neighbours.
LEAST = 0.0015
COLOURS = (
    ("kernel", "#c9ced6"), ("libcurl", "#f0b45c"), ("allocator", "#d99a86"), ("C library", "#e8d9a8"),
    ("NIO", "#b9a7dd"), ("Swift's runtime", "#9cc3e6"), ("JSON", "#8fd19e"), ("Tutti", "#5fb8b0"), ("other", "#e2e2e2"))


def fold(script: str) -> dict[tuple, int]:
    """Samples by stack, outermost frame first, from `perf script -F comm,ip,sym,dso`; a frame is a name and its kind."""
    stacks: dict[tuple, int] = defaultdict(int)
    for block in script.split("\n\n"):
        lines = block.strip("\n").splitlines()
        if not lines:
            continue
        frames = [(lines[0].strip(), "other")]
        for line in reversed(lines[1:]):
            found = re.match(r"\s*[0-9a-f]+\s+(.*?)\s+\(([^()]*)\)\s*$", line)
            if not found:
                continue
            name, library = found.group(1), found.group(2)
            kind = kind_of(name, library)
            # Without names, as in Debian's libcurl, and where the way back was lost, a library is one frame.
            if name == "[unknown]" or name.startswith("0x"):
                name = kind if kind != "other" else "(unknown)"
            frame = (name, kind)
            if frame != frames[-1]:
                frames.append(frame)
        stacks[tuple(frames)] += 1
    return stacks


def kind_of(name: str, library: str) -> str:
    """Whose code a frame is."""
    if "kernel" in library or library.startswith("[kernel") or name.startswith("[k]"):
        return "kernel"
    if "libcurl" in library:
        return "libcurl"
    if "mimalloc" in library or name in ("malloc", "free", "calloc", "realloc", "_int_malloc", "_int_free"):
        return "allocator"
    if "libc.so" in library or "vdso" in library or "libm." in library:
        return "C library"
    if "JSONIndexer" in name or "TuttiJSON" in name or name.startswith("tutti_json"):
        return "JSON"
    if re.search(r"NIO|SelectableEventLoop|Channel(?!Handler\b)|ByteToMessage|llhttp|ByteBuffer|HTTPDecoder|BetterHTTP|^Socket|Selector", name):
        return "NIO"
    if name.startswith(("swift_", "swift::", "_swift", "__swift")) or "AsyncTask" in name:
        return "Swift's runtime"
    return "Tutti" if "tutti" in library else "other"


def _rows(stacks: dict[tuple, int]) -> list[tuple[int, float, float, tuple]]:
    """Rectangles: depth, start and width in parts of the whole, frame."""
    whole = sum(stacks.values())
    rows: list[tuple[int, float, float, tuple]] = []

    def lay(part: list[tuple[tuple, int]], depth: int, start: float) -> None:
        groups: dict[tuple, list] = defaultdict(list)
        for frames, count in part:
            if len(frames) > depth:
                groups[frames[depth]].append((frames, count))
        for frame in sorted(groups):
            width = sum(count for _, count in groups[frame]) / whole
            if width >= LEAST:
                rows.append((depth, start, width, frame))
                lay(groups[frame], depth + 1, start)
            start += width

    lay(list(stacks.items()), 0, 0.0)
    return rows


def svg(stacks: dict[tuple, int], title: str, about: str) -> str:
    """The picture: the outermost function below, what it calls above it; as wide as the CPU time that it took."""
    rows = _rows(stacks)
    deepest = max((depth for depth, *_ in rows), default=0)
    height = HEAD + (deepest + 1) * ROW + FOOT
    colours = dict(COLOURS)
    whole = sum(stacks.values())
    shares: dict[str, int] = defaultdict(int)
    for frames, count in stacks.items():
        shares[frames[-1][1]] += count
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="ui-sans-serif,Helvetica,Arial,sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="14" y="26" font-size="17" font-weight="600" fill="#1c2430">{escape(title)}</text>']
    x = 14.0
    for kind, colour in COLOURS:
        if not shares[kind]:
            continue
        label = f"{kind} {100 * shares[kind] / whole:.0f} %"
        parts.append(f'<rect x="{x:.0f}" y="40" width="11" height="11" fill="{colour}"/>'
                     f'<text x="{x + 16:.0f}" y="50" font-size="12" fill="#1c2430">{escape(label)}</text>')
        x += 34 + 6.6 * len(label)
    room = WIDTH - 28
    for depth, start, width, (name, kind) in rows:
        left, wide = 14 + start * room, width * room
        top = HEAD + (deepest - depth) * ROW
        parts.append(f'<g><title>{escape(name)}: {100 * width:.1f} %</title>'
                     f'<rect x="{left:.1f}" y="{top}" width="{max(wide - 0.4, 0.3):.1f}" height="{ROW - 1}" '
                     f'fill="{colours[kind]}"/>')
        letters = int((wide - 6) / 6.3)
        if letters >= 4:
            text = name if len(name) <= letters else name[:letters - 1] + "…"
            parts.append(f'<text x="{left + 3:.1f}" y="{top + 12}" font-size="11" fill="#1c2430">{escape(text)}</text>')
        parts.append("</g>")
    parts.append(f'<text x="14" y="{height - 14}" font-size="12" fill="#667080">{escape(about)}</text></svg>')
    return "\n".join(parts) + "\n"


def _readable(script: str) -> str:
    """With Swift's names as a person would write them."""
    done = subprocess.run(["swift", "demangle", "--simplified"], input=script, capture_output=True, text=True)
    text = done.stdout if done.returncode == 0 else script
    for noise in ("partial apply for ", "specialized ", "protocol witness for ", "@objc ", "thunk for "):
        text = text.replace(noise, "")
    return re.sub(r" in conformance [^\n]*?(?= \()", "", text)


def main() -> int:
    """0 when there is a picture."""
    names = [scenario.name for scenario in SCENARIOS if scenario.kind == "closed" and not scenario.tls]
    parser = argparse.ArgumentParser(prog="scripts/flame", description=__doc__)
    parser.add_argument("scenario", choices=names)
    parser.add_argument("svg", type=Path, help="the file to write")
    parser.add_argument("--seconds", type=int, default=6)
    options = parser.parse_args()
    scenario = next(one for one in SCENARIOS if one.name == options.scenario)
    if not shutil.which("perf"):
        say("flame: no perf; on Debian: apt-get install linux-perf")
        return 1
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        binary = release_with_names()
        with Processes() as processes:
            # Nothing else of the suite runs beside it.
            stage = Stage(processes, Tools(tutti=binary, curl_floor=None, nio_floor=None, envoy=None, paced=Path()))
            contender = CONTENDERS_BY_KEY["tutti"]
            server = contender.start(stage, scenario)
            closed(server, scenario, scenario.path, 1, scenario.connections)
            data = stage.folder / "perf.data"
            recording = subprocess.Popen(
                ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-g", "-p", str(server.process.pid), "-o", data,
                 "--", "sleep", str(options.seconds)], stderr=subprocess.DEVNULL)
            figures = closed(server, scenario, scenario.path, options.seconds + 1, scenario.connections)
            recording.wait()
            script = subprocess.run(
                ["perf", "script", "-i", data, "-F", "comm,ip,sym,dso"], capture_output=True, text=True).stdout
    except Failed as failure:
        say(f"flame: {failure}")
        return 1
    stacks = fold(_readable(script))
    if not stacks:
        say("flame: perf recorded nothing; may it? see /proc/sys/kernel/perf_event_paranoid")
        return 1
    about = (f"{sum(stacks.values())} samples of Tutti's process in {options.seconds} s, {scenario.connections} connections, "
             f"{figures['requests'] / figures['seconds']:.0f} requests a second while perf looked on. scripts/flame {scenario.name}")
    options.svg.write_text(svg(stacks, f"Where CPU time goes: {scenario.title}", about))
    say(f"{options.svg}: {sum(stacks.values())} samples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
