"""What we hold: files become documents, sections and passages, kept in the catalogue."""
