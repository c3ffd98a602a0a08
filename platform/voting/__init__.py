"""Elections: a frozen definition, the roll, the box and the count."""
