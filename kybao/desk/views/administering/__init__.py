"""The administrator's pages of units, regimes, outlines and indicators."""
