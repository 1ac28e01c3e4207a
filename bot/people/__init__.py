"""People: who they are, on which channel we know them, what they may do."""
