"""How we answer: hits become a draft, and a checked draft becomes an answer or an abstention."""
