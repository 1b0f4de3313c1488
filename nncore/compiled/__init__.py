"""The compiled engine: many training steps in one call, without the interpreter lock. It needs Numba (`fast` extra).

Everything is computed on the very vectors of the reference (parameters, gradients, optimizer slots), in the same order
of samples, and to the same meaning; tests/nncore/test_compiled.py holds it to that. Importing this package imports no
Numba: loading.load() does, and hands out the maker of engines.

Where to begin: activations.py, losses.py, outputs.py and optimizers.py are the tables from the kinds of things to
their loops; linear.py multiplies; network.py goes forward and backward; steps.py is Trainer._step, step for step.
plan.py makes the numbers that they work on of nncore's objects, and engine.py stands in for a trainer's own steps.

There is one compiled entry for all networks: what kind a layer is, is looked up in a table of numbers for each tile of
samples, which costs nothing that could be measured, and all is compiled once.
"""
