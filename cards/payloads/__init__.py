"""What a press or a form sends, as types: read strictly, and refused with the reason and the remedy."""
