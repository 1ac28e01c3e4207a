"""Indicators as data: sets, formulas, values that officers enter, and points (ADR-0069)."""
