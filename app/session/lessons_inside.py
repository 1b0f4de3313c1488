"""The lessons for the panels that explain what happens inside a network."""

from __future__ import annotations

from app.session.example import SIGN, Example, by_hand, example, on_points
from app.session.schema import View

AND_POINTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
AND_CLASSES = (0, 0, 0, 1)
# Two clusters of each class in opposite corners, ten points in a cluster.
CORNERS = tuple(
    (x + dx, y + dy)
    for x, y in ((-2.0, -2.0), (2.0, 2.0), (-2.0, 2.0), (2.0, -2.0))
    for dx, dy in (
        (-0.9, 0.2), (-0.6, -0.7), (-0.5, 0.8), (-0.2, -0.3), (0.0, 0.4),
        (0.1, -0.9), (0.3, 1.0), (0.5, -0.2), (0.7, 0.5), (0.9, -0.6),
    )
)  # fmt: skip
CORNER_CLASSES = (0,) * 20 + (1,) * 20

INSIDE: tuple[Example, ...] = (
    by_hand(
        example(
            "14-a-neuron-by-hand",
            "A neuron's line, set by hand",
            "Nothing is learned here: all three numbers of the neuron ŷ = sign(w₁ x + w₂ y + b) are frozen. "
            "The line w·x + b = 0 is yours to move.",
            dataset="half-plane",
            points=60,
            noise=0.0,
            data_seed=4,
            output=SIGN,
            view=View(show="class", lines="all", steps_per_second=5.0),
            text="The arrow is the weight vector w; it stands on the line w·x + b = 0 and points to the side where the "
            "neuron says +1. Drag the line on the plane, or open Explain ▸ Network and set w₁, w₂ and b there. Play "
            "changes nothing: the numbers are frozen.",
            question="Which way does the line go when only b changes, and what if w is doubled together with b?",
            batch_size=1,
            learning_rate=0.05,
        ),
        (1.0, 0.4, 2.0),
        frozen=True,
    ),
    on_points(
        example(
            "15-why-stacking-works",
            "Why stacking works",
            "Two hidden neurons draw a line each; together they move the four corners so that a single line is enough "
            "for the output neuron.",
            dataset="xor",
            layers=(2,),
            view=View(lines="all", steps_per_second=100.0),
            text="Press Play until no point is ringed: the plane is cut by two lines, one for each hidden neuron. Then "
            "open Explain ▸ Hidden space and press “morph from the input”: every point goes to (h₁, h₂), what the two "
            "neurons answer to it, and there one straight line is enough.",
            question="Can it be done with one hidden neuron? Take one away with − in the network, and Reset.",
            learning_rate=0.1,
            seed=6,
        ),
        CORNERS,
        CORNER_CLASSES,
    ),
    example(
        "16-sign-has-no-slope",
        "The sign has no slope",
        "The hidden neurons are signs. The sign is flat, its derivative is 0, and no gradient reaches their weights: "
        "only the output neuron learns.",
        dataset="rings",
        layers=(4,),
        activation="sign",
        view=View(lines="all", steps_per_second=200.0),
        text="Press Play: the four lines stay where they are. Open Explain ▸ Activations to see the derivative of the "
        "sign, and under “Gradients ∇L” that hidden layer 1 gets 0. Under “compare with” choose sigmoid and make k "
        "large. Then choose the activation σ for the layer in the network: the lines begin to move.",
        question="Which slope does the sigmoid have where the sign jumps, and which far away from it?",
        learning_rate=0.1,
    ),
    example(
        "17-vanishing-gradients",
        "Vanishing gradients",
        "Eight narrow layers of sigmoids. Each multiplies the gradient by a slope of at most ¼, so that almost nothing "
        "of it reaches the first ones.",
        dataset="moons",
        data_seed=3,
        layers=(4,) * 8,
        activation="sigmoid",
        view=View(steps_per_second=500.0),
        text="Press Play: the loss stays where it is. Open Explain ▸ Activations and choose “Gradients ∇L”: each curve "
        "is a layer, on a logarithmic axis, and the first layers lie lowest. Then choose tanh, whose slope reaches 1, "
        "for all layers in the network, and Reset.",
        question="By which factor does the gradient shrink from one layer to the one before it?",
        learning_rate=0.3,
    ),
    example(
        "18-dead-neurons",
        "Dead ReLU neurons",
        "The learning rate is far too high: a few large steps push ReLU neurons to where z is below 0 for every point. "
        "There the slope is 0, and they never come back.",
        dataset="rings",
        data_seed=3,
        layers=(8,),
        activation="relu",
        view=View(steps_per_second=60.0),
        text="Open Explain ▸ Activations and press Play: within a few epochs neurons are marked dead, their points "
        "all on the flat side. Lower the learning rate to 0.1: the others go on learning, the dead stay dead. Reset "
        "with that rate, or choose leaky ReLU, to keep them alive.",
        question="Why does a neuron with σ′ = 0 at every point get no gradient, whatever the loss is?",
        learning_rate=3.0,
        seed=1,
    ),
    example(
        "19-a-valley",
        "A valley with two parameters",
        "One neuron with one input has two parameters, w and b: the loss L(w, b) is a landscape that can be drawn. "
        "Gradient descent walks down in it.",
        dataset="film-1",
        points=60,
        noise=0.3,
        view=View(curve_by="step", steps_per_second=20.0),
        text="Open Explain ▸ Loss landscape to see L over w and b, and press Play: the path goes down across the "
        "lines of equal loss, by θ ← θ − r∇L. Click into the landscape to start elsewhere. With batch size 1 the "
        "steps follow single points, and the path is no longer straight down.",
        question="What does the path do with ten times the learning rate?",
        batch_size="all",
        learning_rate=1.0,
        seed=3,
    ),
    on_points(
        example(
            "20-one-step-by-hand",
            "One step by hand",
            "Four points, one sigmoid neuron, the squared error, and all weights 0: few enough numbers to work out "
            "a step of gradient descent on paper.",
            dataset="half-plane",
            points=4,
            view=View(curve_by="step", lines="all", steps_per_second=1.0, ranges=((-1.0, 2.0), (-1.0, 2.0))),
            text="Open Explain ▸ Inspector and press “next ▶” to go through forward, loss, backward and update, each "
            "with its numbers; “do it” makes the step. At first z = 0 and ŷ = ½ for every point, so that "
            "dL/dw = 2 (ŷ − y) ŷ (1 − ŷ) x = ±¼ x can be checked in your head.",
            question="Which of the four points change w₁, and which one only b?",
            loss="squared-error",
            initializer="zeros",
            batch_size=1,
            learning_rate=1.0,
        ),
        AND_POINTS,
        AND_CLASSES,
    ),
    by_hand(
        example(
            "21-sure-and-wrong",
            "Sure and wrong: squared error or cross-entropy",
            "The neuron starts with its line the wrong way round, and is sure of it. With the squared error the "
            "sigmoid is flat where the mistakes are, and it hardly learns.",
            dataset="half-plane",
            points=100,
            noise=0.0,
            data_seed=4,
            view=View(lines="all", steps_per_second=50.0),
            text="Open Explain ▸ Activations, choose “Loss L”, and press Play: the worst mistakes lie where the "
            "squared error has no slope, and the line hardly turns. Choose the loss binary cross-entropy while it "
            "trains: its slope is largest there, and the line comes round at once. To start anew, choose the "
            "squared error again and press Reset.",
            question="What is ∂L/∂z of a point with y = 1 and ŷ = 0.01, for the one loss and for the other?",
            loss="squared-error",
        ),
        (-3.0, -1.5, 0.0),
        frozen=False,
    ),
)
