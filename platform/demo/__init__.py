"""The demonstration town Çınarlı."""
