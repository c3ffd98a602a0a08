"""What a count means, in sentences for residents: the rules, the result, the examples.

Between the pure figures of `voting.counting` and the pages; nothing here decides anything.
"""
