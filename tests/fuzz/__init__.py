"""Fuzz: whatever comes in is a value or the one refusal that a door has."""
