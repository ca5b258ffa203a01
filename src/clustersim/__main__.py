"""`python -m clustersim` is the command `clustersim`."""

from clustersim.cli.app import main

if __name__ == "__main__":
    main()
