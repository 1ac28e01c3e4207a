"""Command line: parses, calls one function, prints. Exit codes: 0 done, 1 failed, 2 wrong usage.

A user's mistake is one plain sentence on stderr, never a traceback.
"""

import os
import sys
from collections.abc import Sequence

from bot import __version__, texts
from bot.cli import (
    broadcasts,
    classes,
    database,
    demo,
    knowledge,
    outbox,
    people,
    polls,
    print_layouts,
    privacy,
    service,
    zalo,
)
from bot.cli.help_translation import translate_help
from bot.cli.terminal import Parser
from bot.core.errors import BotError
from bot.vietnamese.letters import nfc

EPILOG = "Example: bot chat --as ba-tu --unit ap-03"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    # What the bot writes (people's words, keys, photos) is nobody else's on this machine to read.
    os.umask(0o077)
    parser = make_parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        code: int = options.run(options)
        return code
    except BotError as error:
        print(f"bot: {nfc(str(error))}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`bot ask | head`): nothing is left to say.
        sys.stderr.close()
        return 0


def make_parser() -> Parser:
    """Build the parser of every command, with help and example."""
    parser = Parser(
        prog="bot", description=f"{texts.BOT_NAME}, a commune's chat assistant.", epilog=EPILOG
    )
    parser.add_argument("--version", action="version", version=f"bot {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND")
    rooms = (
        *(service, demo, knowledge, people, outbox, database),
        *(classes, broadcasts, print_layouts, polls, zalo, privacy),
    )
    for room in rooms:
        room.add_commands(commands)
    translate_help(parser)
    return parser
