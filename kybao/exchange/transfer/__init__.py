"""Issued reports from one Kybao to the one above: signed packages, sent in parts, taken once."""
