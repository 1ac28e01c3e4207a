"""A cell's text, and whether the file keeps it as a number."""

import unicodedata


class NumericCell(str):
    """A cell that Excel keeps as a number: 19.3 of a typed 19.30, 20.1 of 20.10."""

    __slots__ = ()


def read_cell(value: object) -> str:
    """Return a cell's text; Excel stores phone numbers and codes as decimals: 912345678.0.

    Soft hyphens stay: in a TCVN3 font they are the letter ư (`vietnamese.legacy_encodings`).
    """
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float | int):
        number = float(value)
        return NumericCell(int(number) if number.is_integer() else number)
    return unicodedata.normalize("NFC", str(value)).strip(" \t\r\n\u00a0")
