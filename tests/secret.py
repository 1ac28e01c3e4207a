"""The invented secret key of the tests' installations."""

SECRET = "an invented secret of the tests"
