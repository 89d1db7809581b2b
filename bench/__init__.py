"""Measure this product and Rasa's own channels, side by side, on one machine."""
