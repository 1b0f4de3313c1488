"""Activations and gradients: the curve behind each weighted sum, which neurons sleep, and how strongly layers learn."""
