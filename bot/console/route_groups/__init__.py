"""The routes of the console, one module a noun."""
