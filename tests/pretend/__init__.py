"""Platforms of our own: local servers that behave like the real ones, for tests and measuring."""
