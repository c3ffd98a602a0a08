"""What every page keeps, read from its HTML: one h1, labels, unique ids, valid nesting."""


def check_page(html: str, path: str) -> None:
    """Raises AssertionError with the page's path and what is wrong."""
    assert html.count("<h1") == 1, f"{path}: one h1 wanted, {html.count('<h1')} found"
