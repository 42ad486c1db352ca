"""The catalogue and the values as SDMX 3.0, under /sdmx/."""
