"""Evidence packs: what a commune's figures stand on, frozen, listed with digests and chained."""
