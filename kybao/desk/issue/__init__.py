"""What the pages of approving, issuing, signing and replacing show: where a report stands, and what comes next."""
