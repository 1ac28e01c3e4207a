"""What backups are sealed with: the installation's secret key, or a passphrase in a file."""

import argparse
from pathlib import Path

from bot import texts
from bot.core.errors import BotError
from bot.core.sealed_files import FileSecret
from bot.core.secrets import derive_key, find_secret_key, load_secret_key
from bot.core.settings import Settings
from bot.usecases.backups import find_backup_kind
from bot.vietnamese.letters import nfc

PURPOSE = "backups"
SHORTEST = 12  # characters of a passphrase


def add_passphrase_file(parser: argparse.ArgumentParser) -> None:
    """Add `--passphrase-file`."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="seal with the passphrase in this file instead of the secret key",
    )


def find_passphrase(options: argparse.Namespace) -> FileSecret | None:
    """Return the passphrase of `--passphrase-file`, None if not given. Raises BotError."""
    path: Path | None = options.passphrase_file
    if path is None:
        return None
    try:
        written = nfc(path.read_text("utf-8-sig").strip())
    except (OSError, UnicodeDecodeError):
        raise BotError(texts.CLI_PASSPHRASE_UNREADABLE.format(path=path)) from None
    if len(written) < SHORTEST:
        raise BotError(texts.CLI_PASSPHRASE_SHORT.format(path=path, least=SHORTEST))
    return FileSecret(written, is_passphrase=True)


def make_secret(settings: Settings) -> FileSecret:
    """Return what backups are sealed with, derived from the secret key of this installation."""
    return FileSecret(derive_key(load_secret_key(settings), PURPOSE))


def get_secret(settings: Settings, options: argparse.Namespace, source: Path) -> FileSecret | None:
    """Return what opens a backup, None for an unsealed one. Raises BotError naming what is needed.

    No key is made here: on a machine without one, a new key would open nothing.
    """
    kind, passphrase = find_backup_kind(source), find_passphrase(options)
    if kind == "passphrase":
        if passphrase is None:
            raise BotError(texts.CLI_BACKUP_NEEDS_PASSPHRASE.format(path=source))
        return passphrase
    if kind is None:
        return None
    if passphrase is not None:
        raise BotError(texts.CLI_BACKUP_NEEDS_NO_PASSPHRASE.format(path=source))
    if (key := find_secret_key(settings)) is None:
        raise BotError(texts.CLI_BACKUP_NO_KEY.format(path=source))
    return FileSecret(derive_key(key, PURPOSE))
