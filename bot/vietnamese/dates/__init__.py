"""Hours, days and numbers that people write, read in one way wherever they are typed. Pure.

A chat's line is read by `hours` and `days` (what fits several is several), a cell or an argument by
`cells` (what fits several is refused), a whole moment by `moments`; `weekdays` catches a weekday
that is not its date's, and `words` says a time back.
"""
