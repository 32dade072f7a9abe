"""Procedures of an authority: their files, who stands behind a text, which team works under it, whom it governs."""
