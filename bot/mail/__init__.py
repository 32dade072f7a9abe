"""Mail that comes in: what a reply means, and what becomes of one that cannot be read."""
