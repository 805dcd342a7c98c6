"""The tool box: money, errors, time, later work, doors, encryption. No word of our business here.

Everything may import the kit; the kit imports nothing of ours. `money` and `errors` are pure Python.
"""
