"""One file per change of the catalogue's tables, in order."""
