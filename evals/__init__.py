"""How we know: cases run against the system become a report."""
