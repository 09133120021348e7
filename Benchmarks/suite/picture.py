"""A picture of CPU a request, as SVG: a panel for each scenario, a bar for each contender, user and system apart."""

from html import escape

from .table import number

# Panels, in the order in which they are read.
SHOWN = ("2kB", "20kB", "200kB", "shaped", "10-calls", "chain", "join", "plain")
WIDTH, MARGIN, GAP = 980, 28, 36
LABEL, VALUE, BAR, STEP = 184, 64, 15, 22
HEAD, PANEL_HEAD, FOOT = 86, 38, 46
COLOURS = {"own": ("#0b6e69", "#66b8b2"), "other": ("#5b6777", "#aeb8c4"), "floor": ("#a8a29a", "#d8d4cd")}
# A bar that is longer than so many of Tutti's is cut, and marked: it would leave nothing of the others.
CUT = 5
INK, PALE, PAPER, RULE = "#1c2430", "#667080", "#ffffff", "#e3e7ec"


def _kind(key: str) -> str:
    return "own" if key == "tutti" else "floor" if key.startswith("floor") else "other"


def _text(x: float, y: float, text: str, size: int = 12, colour: str = INK, weight: int = 400, anchor: str = "start") -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" font-weight="{weight}" '
            f'text-anchor="{anchor}">{escape(text)}</text>')


def _rows(result: dict) -> list[dict]:
    return [one for one in result["contenders"]
            if "cpu_us" in one and (not one["key"].startswith("tutti-")) and one["key"] not in ("floor-curl", "floor-nio")]


def _height(result: dict) -> float:
    return PANEL_HEAD + STEP * len(_rows(result)) + 14


def _panel(result: dict, x: float, y: float, width: float) -> list[str]:
    rows = _rows(result)
    room = width - LABEL - VALUE
    most = max(one["cpu_us"]["median"] for one in rows)
    own = next((one["cpu_us"]["median"] for one in rows if one["key"] == "tutti"), most)
    scale = room / min(most, CUT * own)
    parts = [
        f'<line x1="{x}" y1="{y:.1f}" x2="{x + width}" y2="{y:.1f}" stroke="{RULE}"/>',
        _text(x, y + 23, result["title"][0].upper() + result["title"][1:], 13, weight=600)]
    y += PANEL_HEAD
    for one in rows:
        kind = _kind(one["key"])
        dark, light = COLOURS[kind]
        user, system = one["user_us"]["median"] * scale, one["system_us"]["median"] * scale
        cut = user + system > room + 0.1
        if cut:
            user, system = room * user / (user + system), room * system / (user + system)
        weight = 600 if kind == "own" else 400
        middle = y + BAR - 3.5
        parts += [
            _text(x + LABEL - 8, middle, one["title"], 12, INK if kind == "own" else PALE, weight, "end"),
            f'<rect x="{x + LABEL}" y="{y:.1f}" width="{max(user, 0.5):.1f}" height="{BAR}" fill="{dark}"/>',
            f'<rect x="{x + LABEL + user:.1f}" y="{y:.1f}" width="{max(system, 0.5):.1f}" height="{BAR}" fill="{light}"/>',
            _text(x + LABEL + user + system + 6, middle, number(one["cpu_us"]["median"]), 12, INK, weight)]
        if cut:
            at = x + LABEL + room * 0.55
            parts.append(f'<path d="M{at:.1f} {y + BAR + 1:.1f}l8 -{BAR + 2}h5l-8 {BAR + 2}z" fill="{PAPER}"/>')
        y += STEP
    return parts


def picture(document: dict) -> str:
    """The SVG of a document of results; of the scenarios that are shown, those that were measured."""
    results = {result["name"]: result for result in document["scenarios"]}
    shown = [results[name] for name in SHOWN if name in results and _rows(results[name])]
    width = (WIDTH - 2 * MARGIN - GAP) / 2
    bottoms, parts = [HEAD, HEAD], []
    for index, result in enumerate(shown):
        column = index % 2
        if column == 0:
            bottoms = [max(bottoms)] * 2
        parts += _panel(result, MARGIN + column * (width + GAP), bottoms[column], width)
        bottoms[column] += _height(result)
    height = max(bottoms) + FOOT
    machine, options = document["machine"], document["options"]
    own_dark, own_light = COLOURS["own"]
    legend = [
        f'<rect x="{WIDTH - MARGIN - 150}" y="34" width="12" height="12" fill="{own_dark}"/>',
        _text(WIDTH - MARGIN - 132, 44.5, "user", 12, PALE),
        f'<rect x="{WIDTH - MARGIN - 86}" y="34" width="12" height="12" fill="{own_light}"/>',
        _text(WIDTH - MARGIN - 68, 44.5, "system", 12, PALE)]
    foot = (f"{machine['processor']}, one core for the gateway. Medians of {options['rounds']} rounds of "
            f"{options['seconds']} s, in turns. Each panel has its own scale; a bar with a gap is cut.")
    versions = machine["versions"]
    named = [name for name in ("Tutti", "nginx", "Node", "Express", "Envoy", "libcurl", "SwiftNIO") if name in versions]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
        'font-family="system-ui, -apple-system, \'Segoe UI\', Helvetica, Arial, sans-serif" role="img" '
        'aria-label="CPU of the gateway a request, by scenario">',
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>',
        _text(MARGIN, 40, "CPU of the gateway a request", 20, weight=650),
        _text(MARGIN, 62, "Microseconds, less is better", 13, PALE),
        *legend, *parts,
        _text(MARGIN, height - 27, foot, 11, PALE),
        _text(MARGIN, height - 12, ", ".join(f"{name} {versions[name]}" for name in named), 11, PALE),
        "</svg>", ""])
