"""Parser of the command line: usage faults in Vietnamese, commands with help and an example."""

import argparse
import re
from collections.abc import Callable
from typing import Any, NoReturn

from bot import texts
from bot.cli.aliases import find_spellings

Commands = Any  # argparse keeps the type of its subparsers to itself


class Parser(argparse.ArgumentParser):
    """ArgumentParser that reports usage errors in Vietnamese and keeps the lines of its help."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, **given})

    def format_usage(self) -> str:
        """Return the usage with its first word in Vietnamese."""
        return super().format_usage().replace("usage:", texts.CLI_USAGE, 1)

    def format_help(self) -> str:
        """Return the help with its first word in Vietnamese."""
        return super().format_help().replace("usage:", texts.CLI_USAGE, 1)

    def error(self, message: str) -> NoReturn:
        """Print usage and fault to stderr and exit with code 2."""
        for pattern, replacement in texts.CLI_MISTAKES:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = match.expand(replacement)
                break
        self.exit(2, f"{self.format_usage()}{texts.CLI_WRONG.format(words=message)}\n")


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    help: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add a command with its help and example; `run` returns the exit code."""
    noun = example.partition("bot ")[2].partition(" ")[0]
    spellings = ", ".join(f"bot {alias}" for alias in find_spellings(f"{noun} {name}"))
    also = f"\n{texts.CLI_ALIASES.format(aliases=spellings)}" if spellings else ""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help, description=help, epilog=f"Example: {example}{also}"
    )
    parser.set_defaults(run=run)
    return parser


def row_number(written: str) -> int:
    """Argument type of the number of a row: one that the database can hold."""
    if not written.isdecimal() or len(written) > 9:
        raise argparse.ArgumentTypeError(texts.CLI_NOT_A_NUMBER.format(number=written))
    return int(written)


def day_count(written: str) -> int:
    """Argument type of a number of days: a century at the most."""
    return min(row_number(written), 36_500)
