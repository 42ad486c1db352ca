"""The way out: approving, numbering, issuing, signing, replacing; and what an issue closes."""
