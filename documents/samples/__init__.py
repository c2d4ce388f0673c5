"""A whole context of each kind: for the tests, for `manage.py render_sample`, and as the example of its keys.

People, units and sums are invented. Names with rare characters stand here on purpose: they must not vanish on paper.
"""
