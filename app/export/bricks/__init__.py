"""The bricks of a NumPy program, in the lecture's style. Their very source is what a program is given.

Shapes: N samples, I inputs, O outputs of a layer; arrays are (N, …). Where nncore reuses its memory, these make new
arrays at every call: slower, and shorter to read.
"""
