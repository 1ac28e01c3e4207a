"""Indicators as data: sets of them, their formulas, values that officers enter, and points (ADR-0069)."""
