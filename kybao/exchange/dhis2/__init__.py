"""What DHIS2's clients use for aggregate data, under /dhis2/api/."""
