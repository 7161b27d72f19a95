"""Drafting: template and fields → evidence by section → a draft whose sources and gaps are visible → a file."""
