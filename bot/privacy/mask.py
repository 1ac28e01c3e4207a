"""The mask under the name the rest of the house calls it by (see `bot.messages.masking`)."""

from bot.messages.masking.mask import COVER, Masked, announced, mask

__all__ = ["COVER", "Masked", "announced", "mask"]
