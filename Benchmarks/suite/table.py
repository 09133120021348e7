"""Results as tables of Markdown that also read well in a terminal."""

# Of the gateway's core: with less, something else was the bound, and requests a second say nothing about the gateway.
FULL = 0.9


def number(value: float) -> str:
    """Three digits that count: 0.061, 3.52, 72.4, 211, 13,752."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2 if value >= 1 else 3}f}"


def cell(spread: dict | None, divisor: float = 1, range_too: bool = True) -> str:
    """A median with its lowest and highest."""
    if not spread:
        return ""
    middle, low, high = (number(spread[name] / divisor) for name in ("median", "min", "max"))
    return f"{middle} ({low}–{high})" if range_too else middle


def mark(one: dict) -> str:
    """What stands behind a contender's name, or its figure, when some of its requests failed."""
    return " †" if one.get("failures") else ""


def aligned(rows: list[list[str]]) -> str:
    """A table of Markdown in columns; the first row is its head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _loaded(result: dict) -> list[list[str]]:
    reference = next((one["title"] for one in result["contenders"] if one["key"] == result["reference"]), "Tutti")
    open_loop = result["kind"] == "open"
    rows = [[
        "", "CPU µs a request", "user", "system", f"{reference} ÷ this", "requests/s", "p50 ms", "p99 ms", "p99.9 ms",
        "RSS MB", "upstream connections"]]
    for one in result["contenders"]:
        full = open_loop or one.get("core_share", {}).get("median", 1) >= FULL
        rows.append([
            one["title"] + mark(one), cell(one.get("cpu_us")), cell(one.get("user_us"), range_too=False),
            cell(one.get("system_us"), range_too=False), cell(one.get("reference_to_this")),
            cell(one.get("per_second")) + ("" if full or "per_second" not in one else " *"),
            cell(one.get("p50"), 1000), cell(one.get("p99"), 1000), cell(one.get("p999"), 1000),
            cell(one.get("rss_kb"), 1024, range_too=False), str(one.get("connections") or "")])
    return rows


def _idle(result: dict) -> list[list[str]]:
    rows = [["", "RSS MB at start", f"with {result['connections']:,} idle connections", "and under load beside them",
             "Tutti ÷ this"]]
    for one in result["contenders"]:
        rows.append([
            one["title"] + mark(one), cell(one.get("rss_start_kb"), 1024), cell(one.get("rss_kb"), 1024),
            cell(one.get("rss_loaded_kb"), 1024), cell(one.get("reference_to_this"))])
    return rows


def scenario_table(result: dict) -> str:
    """One scenario, with what was left out below it."""
    kilobytes = number(result["answer_bytes"] / 1000)
    lines = [
        f"### {result['name']}: {result['title']}",
        f"An answer of {kilobytes} kB, {result['connections']:,} connection{'s' * (result['connections'] != 1)}.", ""]
    if result["contenders"]:
        rows = _idle(result) if result["kind"] == "idle" else _loaded(result)
        lines.append(aligned(rows))
        if any(" *" in row[5] for row in rows if len(row) > 5):
            lines += ["", "\\* its core was not full: the clients or the services were the bound, or there was too little to do."]
    if any(mark(one) for one in result["contenders"]):
        lines += ["", "† some requests failed: they are not counted, what they cost is.", ""]
    lines += [f"- {title}: not measured: {reason}" for title, reason in result["left_out"].items()]
    lines += [f"- problem: {text}" for text in result["problems"]]
    return "\n".join(lines) + "\n"


# The contenders of the overview, which has no room for all.
OVERVIEW = (("nginx-decoded", "nginx + Lua, decoding"), ("nginx-pasted", "pasting unread"), ("nginx", "nginx"),
            ("envoy", "Envoy"), ("node", "Node http"), ("express", "Express"), ("floors", "both floors"))


def overview_table(results: list[dict]) -> str:
    """CPU µs a request of all scenarios, with Tutti ÷ this behind it; empty without a scenario that has Tutti in it."""
    rows = []
    for result in results:
        found = {one["key"]: one for one in result["contenders"] if "cpu_us" in one}
        if "tutti" not in found or result["reference"] != "tutti":
            continue
        row = [result["title"], number(found["tutti"]["cpu_us"]["median"]) + mark(found["tutti"])]
        for key, _ in OVERVIEW:
            one = found.get(key)
            ratio = one and one.get("reference_to_this")
            row.append(f"{number(one['cpu_us']['median'])} ({ratio['median']:.2f}){mark(one)}" if ratio else "")
        rows.append(row)
    head = ["CPU µs a request (Tutti ÷ this)", "Tutti", *(title for _, title in OVERVIEW)]
    return "### All scenarios\n\n" + aligned([head, *rows]) + "\n" if rows else ""


def within_table(results: list[dict], pairs: tuple[tuple[str, str], ...]) -> str:
    """Tutti's CPU in one scenario next to that in another one; empty when none of the pairs was measured."""
    medians = {
        result["name"]: one["cpu_us"]["median"] for result in results for one in result["contenders"]
        if one["key"] == "tutti" and "cpu_us" in one}
    rows = [
        [f"{first} ÷ {second}", number(medians[first] / medians[second])] for first, second in pairs
        if first in medians and second in medians]
    return "### Tutti next to itself\n\n" + aligned([["", "CPU a request"], *rows]) + "\n" if rows else ""


def machine_lines(machine: dict) -> str:
    """Which machine, which versions."""
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return f"{machine['cores']} cores of {machine['processor']}, {machine['system']}, Linux {machine['kernel']}.\n{versions}.\n"
