"""The report as prose: contributions in the outline's order, their figures bound to facts."""
