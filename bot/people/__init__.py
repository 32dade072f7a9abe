"""The people file: read as text, row by row, and checked as a whole."""
