"""A committee for trying things (trình diễn): years of believable months made from the January 2022 report with a seed."""
