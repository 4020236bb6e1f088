"""The load test of a running service: many clients at once post synthetic reports, each one new to it.

``python -m training.load --help`` says how. It speaks HTTP only and knows nothing of the service's inside.
"""
