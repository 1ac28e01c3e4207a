"""The console's routes by page, one module a noun."""
