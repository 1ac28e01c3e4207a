"""Opinion polls: what people or households think, one ballot each, counted in the open."""
