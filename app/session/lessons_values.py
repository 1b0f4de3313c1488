"""The lessons on inputs made by hand, and on values in place of classes."""

from __future__ import annotations

from app.session.example import VALUE, Example, example
from app.session.schema import Optimizer, View

VALUES: tuple[Example, ...] = (
    example(
        "22-inputs-by-hand",
        "Inputs made by hand: x² and xy",
        "A single neuron draws a line in the plane of its inputs. Given x², y² and xy as well, its border in the plane "
        "of x and y can be a circle: the hard part is in the inputs.",
        dataset="rings",
        noise=0.05,
        inputs=("x", "y", "x^2", "y^2", "x*y"),
        view=View(steps_per_second=200.0),
        text="Press Play: without a hidden layer, one neuron parts the disk from the ring. Then take x² and y² away by "
        "a click on them in the network: what is left is a line, and it does not help. Any formula of x and y can be "
        "an input, such as sqrt(x^2 + y^2).",
        question="Which single input would be enough for these points?",
        learning_rate=0.03,
    ),
    example(
        "23-neurons-add-up",
        "Curve fitting: neurons add up",
        "One input x, one value y. Each hidden neuron answers with a smooth step; weighted and added, together with "
        "the bias, the steps make the curve.",
        dataset="sine",
        points=60,
        noise=0.1,
        layers=(6,),
        output=VALUE,
        view=View(steps_per_second=400.0, contributions=True),
        text="Press Play and watch the thin lines, one for each hidden neuron: what it adds, w·h(x). Together with the "
        "dashed bias b they are the thick line, the sum ŷ. Click on the plane to place points of your own; "
        "“contributions” in the Data panel hides the parts.",
        question="How many neurons does one hill need, and how many a wave more? Take some away with − in the network.",
        learning_rate=0.1,
    ),
    example(
        "24-a-surface-by-color",
        "A surface by color: two inputs, one value",
        "The height of a landscape over the plane, orange below and blue above its middle. The network answers with a "
        "value everywhere; where it is right, the points vanish in its colors.",
        dataset="hill",
        points=300,
        noise=0.05,
        layers=(8, 8),
        output=VALUE,
        optimizer=Optimizer(name="adam"),
        view=View(steps_per_second=400.0),
        text="Press Play: the colors of the plane come to meet those of the points. Point at a place to read the "
        "answer ŷ there. “value y” in the Data panel says which value a new point gets: place some high ones in the "
        "hollow.",
        question="What does the network answer far away from all points, and who has told it so?",
        learning_rate=0.01,
    ),
)
