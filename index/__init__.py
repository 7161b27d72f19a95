"""How we find it: passages become vectors and postings, a question becomes hits."""
