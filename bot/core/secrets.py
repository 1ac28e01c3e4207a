"""The installation's secret key and the keys derived from it."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.core.settings import Settings, load_settings

KEY_FILE = Path("var/secret-key")


def load_secret_key(settings: Settings) -> str:
    """Return the operator's secret, or one created at the first start beside the database."""
    if given := settings.secret_key.get_secret_value():
        return given
    if not KEY_FILE.exists():
        KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
        fresh = KEY_FILE.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32))
        # Linked, not renamed: of two processes that start together, both read the first one's key.
        with contextlib.suppress(FileExistsError):
            KEY_FILE.hardlink_to(fresh)
        fresh.unlink()
    return KEY_FILE.read_text().strip()


def find_secret_key(settings: Settings) -> str | None:
    """Return the secret there is, or None: a restore must not make one that opens nothing."""
    if given := settings.secret_key.get_secret_value():
        return given
    return KEY_FILE.read_text().strip() if KEY_FILE.exists() else None


def load_installation_secret() -> str:
    """Return the secret by the settings of this machine, for the sealed columns."""
    return load_secret_key(load_settings())


def derive_key(key: str, purpose: str) -> str:
    """Derive a separate key for each purpose, so that one that leaks opens nothing else."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
