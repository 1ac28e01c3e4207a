"""The routes of the console, one module a page of the menu."""
