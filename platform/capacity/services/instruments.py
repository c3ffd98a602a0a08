"""An instrument that the programme's team takes in."""

from typing import Any

from capacity import queries
from capacity.instruments import Fault
from capacity.models import TakenInstrument
from kernel import audit
from kernel.db import db, lock
from programme.models import TrackKind

#: as files call them
TRACKS = {"municipality": TrackKind.MUNICIPAL, "civic": TrackKind.CIVIC}


def take_in(told: dict[str, Any]) -> TakenInstrument:
    """Of what was read (`instruments.read`). A version is the next of its code, with its headings.

    Scores of two versions stand beside each other by heading, and good practice is looked up by it.
    Raises Fault.
    """
    code, version = told["code"], told["version"]
    track = TRACKS.get(told["track"])
    if track is None:
        raise Fault(f"track: one of {', '.join(TRACKS)}")
    lock("instrument", 0)
    last = queries.last_version(code)
    if version != last + 1:
        raise Fault(f"version: the next of {code} is {last + 1}")
    if last:
        before = [one.code for one in queries.get_instrument(code, last).dimensions]
        if [one["code"] for one in told["dimensions"]] != before:
            raise Fault(f"headings: those of version {last} are {', '.join(before)}")
    row = TakenInstrument(code=code, version=version, track=track.value, told=told)
    db.session.add(row)
    db.session.flush()
    audit.record("capacity.take_in", row, by=None, after={"code": code, "version": version})
    return row
