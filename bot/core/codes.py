"""Random codes that people read, type and say aloud; no characters that look alike."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


UNGUESSABLE_LENGTH = 16  # places of a name that nobody guesses


def generate_code(length: int) -> str:
    """Return a random code; 31 possibilities a place, so 12 places are 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
