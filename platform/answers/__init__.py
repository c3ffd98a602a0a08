"""What the municipality owes, and what it has said."""
