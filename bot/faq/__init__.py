"""Knowledge base: what residents ask, how they phrase it, and what is answered."""
