"""Opinion polls of people or households: one ballot a voter, counted openly."""
