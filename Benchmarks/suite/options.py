"""The command line."""

import argparse
from pathlib import Path

from .contenders import CONTENDERS_BY_KEY
from .scenarios import SCENARIOS

DESCRIPTION = """Measures what a composed request costs, served by Tutti and by what one could use instead: CPU of the gateway's
processes a request, requests a second, latencies, memory, connections to the services. Everything runs on the loopback:
the gateway on core 0, its clients and services on core 1."""

EPILOGUE = """TUTTI=PATH measures that binary; without it a release build is made. ENVOY=PATH is for an Envoy that is not on the
PATH. docs/performance.md says how to read the tables."""


def _one_of(known: list[str]):
    def parse(text: str) -> list[str]:
        names = [name for name in text.replace(",", " ").split() if name]
        if wrong := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(wrong)}: none of {', '.join(known)}")
        return names
    return parse


def _number(least: float, most: float, kind: type):
    def parse(text: str):
        try:
            value = kind(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text}: must be {least} to {most}")
        return value
    return parse


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options; ends the process with a message when they make no sense."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=DESCRIPTION, epilog=EPILOGUE)
    names = [scenario.name for scenario in SCENARIOS]
    parser.add_argument("--scenarios", type=_one_of(names), default=names, metavar="NAME,...",
                        help=f"default: all: {', '.join(names)}")
    parser.add_argument("--contenders", type=_one_of(list(CONTENDERS_BY_KEY)), default=list(CONTENDERS_BY_KEY),
                        metavar="NAME,...", help=f"default: all: {', '.join(CONTENDERS_BY_KEY)}")
    parser.add_argument("--rounds", type=_number(1, 100, int), default=None, help="of each contender, in turns; default: 5")
    parser.add_argument("--seconds", type=_number(1, 60, int), default=None, help="a round; default: 3")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 1 second: whether it works, no result")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes everything there after each scenario, each round too")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="writes a picture of CPU a request there")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE",
                        help="measures nothing, shows the results of that JSON file")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (1 if options.quick else 3)
    return options
