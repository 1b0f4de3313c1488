"""The compiled engine: many training steps in one call, without the interpreter lock. It needs Numba (`fast` extra).

Everything is computed on the very vectors of the reference (parameters, gradients, optimizer slots), in the same order
of samples, and to the same meaning; tests/nncore/test_compiled.py holds it to that. Importing this package imports no
Numba: loading.load() does, and hands out the maker of engines.

Where to begin: activations.py, losses.py, outputs.py and optimizers.py are the tables from the kinds of things to
their loops; linear.py multiplies; network.py goes forward and backward; steps.py is Trainer._step, step for step.
plan.py makes the numbers that they work on of nncore's objects, and engine.py stands in for a trainer's own steps.

One compiled entry trains all networks, and one looks at samples: what kind a layer is, is looked up in a table of
numbers for each tile of samples. So all is compiled once, whatever network comes. Measured beside the reference (steps
of 2-8-8-3, one core): 65 times as fast with batches of 1, 19 with 10, 10 with 32 and 3.5 with 200; 4 times for
2-32-32-3 with 32.
"""
