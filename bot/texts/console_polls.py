"""The console's pages of polls: what is made in Python."""

NAV_POLLS = "Lấy ý kiến"
