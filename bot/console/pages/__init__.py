"""The pages of the console, one module a noun: `show_x` reads and renders, `do_x` calls a verb."""
