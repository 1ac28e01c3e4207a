"""The page «Hôm nay» of the officers' console."""
