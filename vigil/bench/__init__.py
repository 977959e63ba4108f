"""Measuring: the real jobs on a throwaway database, filled with invented patients, into a sink that throws mail away.

Each benchmark is a function that returns its figures by name; ``vigil bench`` prints them.
"""
