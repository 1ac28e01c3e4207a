"""One conversation turn each. The table of contents is `routes`; importing this imports none."""
