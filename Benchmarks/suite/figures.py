"""From rounds to medians and ratios."""

from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The median of the rounds, with the lowest and the highest."""

    median: float
    min: float
    max: float


def spread(values: list[float]) -> Spread | None:
    """None of no values."""
    return Spread(median(values), min(values), max(values)) if values else None


def ratios(reference: list[dict], other: list[dict], figure: str = "cpu_us") -> list[float]:
    """Reference ÷ other, round by round: what disturbs a round disturbs both."""
    by_round = {one["round"]: one[figure] for one in other}
    return [
        one[figure] / by_round[one["round"]] for one in reference
        if by_round.get(one["round"]) and one[figure] is not None]


def summed(left: list[dict], right: list[dict]) -> list[dict]:
    """CPU of two contenders together, round by round: that of the two floors is the floor under a gateway."""
    by_round = {one["round"]: one for one in right}
    names = ("cpu_us", "user_us", "system_us")
    return [
        {"round": one["round"], **{name: one[name] + by_round[one["round"]][name] for name in names},
         "failures": one.get("failures", 0) + by_round[one["round"]].get("failures", 0)}
        for one in left if one["round"] in by_round]


# What a round has, and the table shows as a spread.
FIGURES = ("cpu_us", "user_us", "system_us", "per_second", "p50", "p99", "p999", "rss_kb", "rss_start_kb", "rss_loaded_kb",
           "core_share", "rate")


def summary(rounds: list[dict], reference: list[dict]) -> dict:
    """Medians of one contender in one scenario, and the ratio of the reference to it."""
    result: dict = {"rounds": len(rounds)}
    for name in FIGURES:
        values = [one[name] for one in rounds if one.get(name) is not None]
        if values:
            result[name] = asdict(Spread(median(values), min(values), max(values)))
    compared = "cpu_us" if "cpu_us" in result else "rss_kb"
    if found := spread(ratios(reference, rounds, compared) if compared in result and reference else []):
        result["reference_to_this"] = asdict(found)
    for name in ("connections", "failures"):
        values = [one[name] for one in rounds if one.get(name) is not None]
        if values:
            result[name] = max(values) if name == "connections" else sum(values)
    return result
