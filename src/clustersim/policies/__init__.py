"""The tasks of cluster policy, one file each. A task turns an observation into levers and actions; it never touches firms."""
