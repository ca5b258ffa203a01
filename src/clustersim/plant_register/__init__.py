"""From a register of plants that nobody prepared to a scenario: read, understood, proposed, written."""
