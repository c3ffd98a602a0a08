"""The independent check of a published election: own canonical JSON, Merkle tree and HPKE.

It reads a folder of files and nothing else: no database, no network, and of the application only
the count (`voting.counting`).
"""
