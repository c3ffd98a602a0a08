"""The application's custodians and the verifier's understand each other's envelopes."""

import secrets
from base64 import b64encode
from hashlib import sha256

from verify import custodian
from voting import custody, sealing


def test_halves_split_by_the_application_open_here_and_join_there() -> None:
    openers = [custodian.opener_of(secrets.token_bytes(16)) for _ in range(3)]
    for opener in openers:
        assert custody.read_public(custodian.public_line(opener)) == opener.public
    private, public = sealing.new_key()
    split = custody.split("12", private, [opener.public for opener in openers])
    found = {}
    for number, opener in enumerate(openers, start=1):
        rows = [
            {"pair": pair, "sealed": b64encode(sealed).decode()}
            for pair, sealed in split[number]["halves"].items()
        ]
        envelope = {"type": "envelope", "election": "12", "custodian": number, "halves": rows,
                    "public": public.hex()}  # fmt: skip
        halves = custodian.halves(opener, envelope, "envelope.json")
        answer = custodian.answer(halves)
        assert sha256(answer.encode()).hexdigest() == split[number]["trial"]
        found[number] = dict(halves)
    assert custody.joined(found[1]["12"], found[2]["12"], public) == private
    assert custody.joined(found[1]["13"], found[3]["13"], public) == private
    assert custody.joined(found[2]["23"], found[3]["23"], public) == private
