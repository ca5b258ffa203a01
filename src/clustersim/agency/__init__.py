"""The development agency: it observes with noise, reviews once a year, decides which tasks run, pays, and asks them to
act.
"""
