"""What owners of threads use (`board`), and a comment's own pages."""
