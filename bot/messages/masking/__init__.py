"""Masking of secrets in all incoming text. Pure, and importable by every layer."""
