"""The pages: each finds what a person may see, calls one function of the rooms below, and renders."""
