"""Command line `bot NOUN VERB`: parses, calls one function, prints.

Exit codes: 0 done, 1 failed, 2 wrong usage. A user's mistake is one plain sentence on stderr,
never a traceback. Importing this package imports no command: `nouns.py` says where they are.
"""

import os
import sys
from collections.abc import Sequence

from bot import __version__, texts
from bot.cli import nouns
from bot.cli.aliases import ALIASES, expand_alias
from bot.cli.help_translation import translate_help
from bot.cli.parser import Parser
from bot.core.commit import find_commit
from bot.core.errors import BotError
from bot.vietnamese.letters import nfc

EPILOG = "Example: bot service chat --as ba-tu --unit ap-03"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    # What the bot writes (people's words, keys, photos) is nobody else's on this machine to read.
    os.umask(0o077)
    words = expand_alias(sys.argv[1:] if arguments is None else arguments)
    try:
        parser = make_parser(words)
        options = parser.parse_args(words)
        if not hasattr(options, "run"):
            parser.print_help()
            return 2
        code: int = options.run(options)
        return code
    except BotError as error:
        print(f"bot: {nfc(str(error))}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`bot faq ask | head`): nothing is left to say.
        sys.stderr.close()
        return 0


def _describe_version() -> str:
    """Return the version, with the commit where one is known."""
    commit = find_commit()
    return f"bot {__version__} ({commit})" if commit else f"bot {__version__}"


def make_parser(words: Sequence[str] | None = None) -> Parser:
    """Build the parser with help and examples: of all commands, or of what `words` need."""
    aliases = texts.CLI_ALIASES.format(
        aliases=", ".join(f"bot {alias}" for alias in ALIASES if " " not in alias)
    )
    parser = Parser(
        prog="bot",
        description=f"{texts.BOT_NAME}, a commune's chat assistant.",
        epilog=f"{EPILOG}\n{aliases}",
    )
    parser.add_argument("--version", action="version", version=_describe_version())
    commands = parser.add_subparsers(metavar="NOUN")
    for name, noun in nouns.NOUNS.items():
        noun_parser = commands.add_parser(name, help=noun.help, description=noun.help)
        if words is None or list(words[:1]) == [name]:
            verbs = noun_parser.add_subparsers(metavar="VERB", required=True)
            nouns.add_verbs(noun, verbs, words[1] if words and len(words) > 1 else None)
    translate_help(parser)
    return parser
