"""The consolidated table as people read it."""
