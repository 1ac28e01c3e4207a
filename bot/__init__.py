"""Tổ Số: the chat assistant of a commune's digital-technology team."""

__version__ = "0.1.0"
