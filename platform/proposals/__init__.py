"""What residents and organisations propose."""
