"""The phases of a tick, one file each; `schedule` lists them in their order."""
