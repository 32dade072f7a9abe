"""The Teams door: who may speak, what was said, and what is said back."""
