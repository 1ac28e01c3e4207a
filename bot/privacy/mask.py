"""Re-export of the mask (see `bot.masking`)."""

from bot.messages.masking.mask import COVER, Masked, announced, mask

__all__ = ["COVER", "Masked", "announced", "mask"]
