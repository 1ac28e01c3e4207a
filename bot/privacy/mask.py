"""Re-export of the mask (see `bot.masking`)."""

from bot.messages.masking.mask import COVER, Masked, find_announced_kind, mask

__all__ = ["COVER", "Masked", "find_announced_kind", "mask"]
