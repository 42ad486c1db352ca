"""What turns a unit's passages into the file that it would have sent."""
