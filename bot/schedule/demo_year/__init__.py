"""An invented year of a demo commune, for looking at the pages and measuring them."""
