"""The knowledge: what residents ask, how they ask it, and what is answered."""
