"""The one command: measures, prints tables, writes JSON and a picture."""

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

from . import options as command_line
from .contenders import CONTENDERS_BY_KEY
from .machine import machine
from .measuring import Effort, Measuring
from .picture import picture
from .processes import Failed, Processes, say
from .scenarios import SCENARIOS, WITHIN
from .stage import Stage
from .table import machine_lines, overview_table, scenario_table, within_table
from .tools import prepare


def estimate(scenarios: list, wanted: set[str], effort: Effort) -> float:
    """Minutes that a run takes at most, more or less."""
    return sum(
        effort.rounds * (effort.seconds * scenario.stretch + 0.5) + effort.warm_up * CONTENDERS_BY_KEY[key].warm_ups + 1
        for scenario in scenarios for key in scenario.contenders if key in wanted) / 60


def require_writable(path: Path) -> None:
    """Ends with a sentence when the file can't be written: better now than when everything was measured."""
    try:
        path.open("a").close()
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}") from error


def write(path: Path, text: str) -> bool:
    """Whether the file could be written; if not, the run goes on."""
    try:
        path.write_text(text)
    except OSError as error:
        say(f"bench: {path} can't be written: {error.strerror}")
        return False
    return True


def write_json(options, document: dict) -> bool:
    """Whether the document is where the command line wants it."""
    return not options.json or write(options.json, json.dumps(document, indent=1) + "\n")


def measured(options) -> dict:
    """The document of results, which is written whenever a scenario is over."""
    wanted = set(options.contenders)
    tools = prepare(wanted)
    effort = Effort(options.rounds, options.seconds, 1 if options.quick else 2)
    scenarios = [
        scenario for scenario in SCENARIOS if scenario.name in options.scenarios and wanted & set(scenario.contenders)]
    say(f"takes about {max(1, estimate(scenarios, wanted, effort)):.0f} min")
    about = machine(tools)
    if about["load_average"] > 0.7:
        say(f"something else runs on this machine (load {about['load_average']:.1f}): figures will be off")
    document = {
        "machine": about, "scenarios": [], "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "options": {"rounds": options.rounds, "seconds": options.seconds, "quick": options.quick}}
    with Processes() as processes:
        stage = Stage(processes, tools)
        for scenario in scenarios:
            result = Measuring(stage, scenario, effort, wanted).run()
            document["scenarios"].append(result)
            write_json(options, document)
            print(scenario_table(result), flush=True)
    return document


def shown(document: dict) -> None:
    """Prints what belongs to the whole."""
    if len(document["scenarios"]) > 1 and (text := overview_table(document["scenarios"])):
        print(text)
    if text := within_table(document["scenarios"], WITHIN):
        print(text)
    options = document["options"]
    print(f"Medians of {options['rounds']} rounds of {options['seconds']} s, in turns; lowest and highest in brackets. "
          f"{document['date']}")
    print(machine_lines(document["machine"]))


def main() -> int:
    """0 when everything that was to be measured was."""
    options = command_line.parse()
    # Ends like an error does, so that what was started is ended. Under nohup, SIGHUP stays ignored.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
    # A thousand clients have a thousand connections, and the gateway three times as many.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        for path in filter(None, (options.json, options.svg)):
            require_writable(path)
        if options.source:
            document = json.loads(options.source.read_text())
            for result in document["scenarios"]:
                print(scenario_table(result))
        else:
            document = measured(options)
        shown(document)
        sys.stdout.flush()
    except Failed as failure:
        say(f"bench: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Python would flush once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    is_written = write_json(options, document)
    if options.svg:
        is_written = write(options.svg, picture(document)) and is_written
    problems = [text for result in document["scenarios"] for text in result["problems"]]
    if problems:
        say(f"bench: {len(problems)} problems, named below their tables")
    return 0 if is_written and not problems else 1


if __name__ == "__main__":
    sys.exit(main())
