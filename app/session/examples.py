"""The example sessions that the application ships, each for one part of the lecture, ready to press Play.

``python -m app.session.examples`` writes them to resources/examples.
"""

from __future__ import annotations

from app.session.atomic import write_atomically
from app.session.example import FOLDER, NUMBER, SCORES, SIGN, SOFTMAX, Example, example, table_example
from app.session.film_grades import film_grades
from app.session.format.writing import encode
from app.session.lessons_inside import INSIDE
from app.session.lessons_values import VALUES
from app.session.schema import Optimizer, View

EXAMPLES: tuple[Example, ...] = (
    example(
        "01-one-grade",
        "Will Bob like the film? One grade",
        "The neuron ŷ = sign(w Alice′ + b), given Alice′ = (Alice − 10) / 5, has to find the grade from which Bob "
        "likes a film. Press Play; or with the tool Move turn w to the right and drag the line there.",
        dataset="film-1",
        points=40,
        noise=0.0,
        output=SIGN,
        view=View(show="class", lines="all", steps_per_second=20.0),
        batch_size=1,
        learning_rate=0.05,
        seed=3,
    ),
    example(
        "02-two-grades",
        "Will Bob like the film? Two grades",
        "With Carol's grade as a second input the threshold becomes a line: ŷ = sign(w₁ Alice′ + w₂ Carol′ + b). "
        "With the tool Move, drag its middle, an end, or the arrow w.",
        dataset="film-2",
        points=80,
        noise=0.0,
        output=SIGN,
        view=View(show="class", lines="all", steps_per_second=200.0),
        batch_size=1,
        learning_rate=0.05,
    ),
    example(
        "03-perceptron",
        "The perceptron learns from mistakes",
        "One point at a time: where the sign is right nothing happens, and every mistake turns the line a little. "
        "Step with S and watch.",
        dataset="half-plane",
        points=60,
        noise=0.0,
        data_seed=4,
        output=SIGN,
        view=View(show="class", lines="all", steps_per_second=5.0, curve_by="step"),
        batch_size=1,
        learning_rate=0.05,
        seed=1,
    ),
    example(
        "04-one-line-is-not-enough",
        "XOR: one line is not enough",
        "Opposite corners belong together. However a single neuron turns its line, about half of the points stay on "
        "the wrong side, and the loss stops falling.",
        dataset="xor",
        noise=0.05,
        view=View(steps_per_second=200.0),
        learning_rate=0.1,
    ),
    example(
        "05-stacked-neurons",
        "XOR: stacked neurons can do it",
        "The same points with a hidden layer. Each hidden neuron draws a line of its own, and the output neuron "
        "combines them.",
        dataset="xor",
        noise=0.05,
        layers=(4,),
        view=View(steps_per_second=200.0),
        learning_rate=0.3,
        seed=2,
    ),
    example(
        "06-learning-rate-too-high",
        "A learning rate that is too high",
        "Every step jumps over the valley and lands higher up on the other side, until the run stops by itself. "
        "Go on with a tenth of the learning rate to see it learn.",
        dataset="blobs",
        output=SCORES,
        view=View(show="class", curve_by="step", log_loss=True, steps_per_second=10.0),
        learning_rate=0.2,
        batch_size="all",
    ),
    example(
        "07-all-weights-zero",
        "All weights start at zero",
        "A good network for these points, but all its neurons start alike, so all get the same gradient, which here is "
        "0. Choose another initializer and reset.",
        dataset="moons",
        data_seed=3,
        layers=(6,),
        view=View(steps_per_second=200.0),
        initializer="zeros",
        learning_rate=0.3,
    ),
    example(
        "08-unseen-points",
        "Learning by heart is not learning",
        "Few noisy points and a large network: it gets every training point right, while the loss on the points that "
        "it has never seen goes up.",
        dataset="moons",
        points=100,
        noise=0.6,
        data_seed=5,
        test_share=0.5,
        layers=(24, 24),
        optimizer=Optimizer(name="adam"),
        view=View(steps_per_second=500.0),
        learning_rate=0.01,
    ),
    example(
        "09-batch-size",
        "One point, some, or all for a step",
        "With batch size 1 the way down is noisy and quick. Reset (the curve stays in gray), choose 10 or all, and "
        "play again to compare.",
        dataset="rings",
        noise=0.1,
        layers=(8,),
        view=View(curve_by="step", steps_per_second=500.0),
        batch_size=1,
        learning_rate=0.05,
    ),
    example(
        "10-class-number",
        "Many classes, one output: the class number",
        "A single neuron has to say 0, 1, 2, 3 or 4. Between class 0 and class 3 it must pass through 1 and 2: "
        "the order of the classes shows as stripes.",
        dataset="blobs",
        classes=5,
        noise=0.15,
        output=NUMBER,
        view=View(show="class", steps_per_second=50.0),
        learning_rate=0.005,
    ),
    example(
        "11-one-neuron-a-class",
        "Many classes, one neuron for each",
        "The same points with one output for each class. The largest output wins, and no class lies between others.",
        dataset="blobs",
        classes=5,
        noise=0.15,
        output=SCORES,
        view=View(show="class", steps_per_second=100.0),
        learning_rate=0.005,
    ),
    example(
        "12-soft-max",
        "Soft-max: outputs that are probabilities",
        "Soft-max turns the outputs into numbers that add up to 1, so the picture can show how sure the network is. "
        "Compare with the unit norm, y / ‖y‖.",
        dataset="spirals",
        points=300,
        classes=3,
        noise=0.05,
        layers=(16, 16),
        output=SOFTMAX,
        optimizer=Optimizer(name="adam"),
        view=View(steps_per_second=500.0),
        learning_rate=0.01,
    ),
    table_example(
        "13-large-user-database",
        "Will Bob like the film? A large user database",
        "Six people's grades are n = 6 inputs; Bob likes a film where w₁ Alice′ + … + w₆ Grace′ + b > 0. In the Data "
        "panel, under Axes, choose two of them to see, and hold the others by sliders.",
        table=film_grades(),
        view=View(steps_per_second=50.0),
        learning_rate=0.1,
    ),
    *INSIDE,
    *VALUES,
)


def write() -> None:
    """Write all examples to their folder."""
    FOLDER.mkdir(exist_ok=True)
    for shipped in EXAMPLES:
        write_atomically(shipped.path, encode(shipped.session))


if __name__ == "__main__":
    write()
