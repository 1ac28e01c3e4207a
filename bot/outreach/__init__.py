"""Going from door to door: plans, visits, connectivity, who heard an announcement at home."""
