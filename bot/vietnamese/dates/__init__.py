"""Parsing of Vietnamese dates, times and numbers, shared by chat, sheets and commands. Pure.

Chat lines go through `hour_parsing` and `day_parsing` (ambiguous readings are all returned), cells
and arguments through `cells` (ambiguous ones are rejected), whole moments through `moments`;
`weekdays` detects a weekday that does not match its date, and `formatting` writes times.
"""
