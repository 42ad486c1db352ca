"""What the administrator's pages are made of: how far a set-up has come, forms, and what goes into the history."""
