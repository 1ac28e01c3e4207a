"""Chaos: real processes under random faults, and an auditor who reads what is left of it."""
