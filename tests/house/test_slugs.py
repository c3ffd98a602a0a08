"""A municipality's slug never hides one of our own pages."""

from flask import Flask

from places.rules import RESERVED, SLUG


def first_segments(app: Flask) -> set[str]:
    segments = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    return {segment for segment in segments if SLUG.fullmatch(segment)}


def test_every_first_path_segment_is_reserved(application: Flask) -> None:
    assert first_segments(application) <= RESERVED
    assert "static" in RESERVED  # served before the application
