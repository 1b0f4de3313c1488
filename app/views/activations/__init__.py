"""Activations and gradients: the curves behind sums and losses, which neurons sleep, how strongly each layer learns."""
