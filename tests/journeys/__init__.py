"""Whole cases from raised to closed, told by what each person types, presses and receives."""
