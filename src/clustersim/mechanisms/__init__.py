"""Equations that several phases share."""
