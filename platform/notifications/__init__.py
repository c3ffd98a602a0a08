"""What a person is told, and how."""
