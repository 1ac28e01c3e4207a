"""Random codes that people read, type and say aloud; no characters that look alike."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


UNKNOWN = 16  # places of a name that nobody guesses


def fresh(length: int) -> str:
    """Return a random code; 31 possibilities a place, so 12 places are 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
