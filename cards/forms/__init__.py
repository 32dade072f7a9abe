"""What people fill in: the forms, their fields, and what a refusal marks in them."""
