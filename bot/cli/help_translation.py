"""Translation of the commands' help into Vietnamese, because officers read it.

The code states help texts in English; the TABLES translate them.
"""

import argparse

from bot import texts

TABLES = (texts.CLI_HELP, texts.CLI_HELP_REPORTS, texts.CLI_HELP_DATABASE)


def translate_help(parser: argparse.ArgumentParser) -> None:
    """Translate the help of a parser and of all its subparsers."""
    parser.description = _translate(parser.description)
    if parser.epilog:
        parser.epilog = parser.epilog.replace(*texts.CLI_EXAMPLE)
    for group in parser._action_groups:
        group.title = texts.CLI_TITLES.get(group.title or "", group.title)
    for action in parser._actions:
        _translate_action(action)
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                _translate_action(choice)
            for child in action.choices.values():
                translate_help(child)


def _translate(help_text: str | None) -> str | None:
    words = help_text or ""
    found = (table[words] for table in TABLES if words in table)
    return next(found, help_text)


def _translate_action(action: argparse.Action) -> None:
    action.help = _translate(action.help)
    placeholder = action.metavar or _default_placeholder(action)
    if isinstance(placeholder, str):
        action.metavar = texts.CLI_METAVARS.get(placeholder, action.metavar)


def _default_placeholder(action: argparse.Action) -> str | None:
    """Return what argparse would show for the value; None if it takes none or lists choices."""
    takes_value = action.nargs != 0 and action.choices is None
    return action.dest.upper() if takes_value and action.dest != argparse.SUPPRESS else None
