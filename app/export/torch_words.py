"""What chalknet's names are in PyTorch, and what is said of each."""

from __future__ import annotations

ACTIVATIONS: dict[str, str] = {
    "identity": "nn.Identity()",
    "sign": "Sign()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky-relu": "nn.LeakyReLU(0.01)",
    "softplus": "nn.Softplus()",
    "silu": "nn.SiLU()",
    "sine": "Sine()",
    "gaussian": "Gaussian()",
}

OWN_MODULES: dict[str, str] = {  # what PyTorch has not, or has otherwise
    "sign": '''\
class Sign(nn.Module):
    """y = −1 where x < 0, else +1. It is flat, so its gradient is 0 everywhere."""

    def forward(self, x):
        return torch.sign(torch.sign(x) + 0.5)  # torch.sign alone says 0 at 0
''',
    "sine": '''\
class Sine(nn.Module):
    """y = sin x."""

    def forward(self, x):
        return torch.sin(x)
''',
    "gaussian": '''\
class Gaussian(nn.Module):
    """y = exp(−x²), a bump around 0."""

    def forward(self, x):
        return torch.exp(-(x**2))
''',
}

HEADS: dict[tuple[str, str], tuple[str, str]] = {  # by output and normalizer: words, and the body of predict(z)
    ("sign", "none"): ("The sign of z: −1 for class 0, +1 for class 1.", "    return Sign()(z)"),
    ("sigmoid", "none"): ("The probability of class 1: σ(z) = 1 / (1 + e⁻ᶻ).", "    return torch.sigmoid(z)"),
    ("class-number", "none"): ("The number z itself, which is to be that of the class.", "    return z"),
    ("per-class", "none"): ("The raw scores z, one for each class.", "    return z"),
    ("per-class", "softmax"): (
        "The probability of each class by soft-max: exp(zᵢ) / Σⱼ exp(zⱼ).",
        "    return torch.softmax(z, dim=1)",
    ),
    ("per-class", "unit-norm"): (
        "The scores at length 1: z / ‖z‖, and 0 where z = 0.",
        "    length = z.norm(dim=1, keepdim=True)\n    return z / torch.where(length > 0, length, torch.inf)",
    ),
}

DECISIONS: dict[str, str] = {
    "sign": "(prediction[:, 0] >= 0).long()",
    "sigmoid": "(prediction[:, 0] >= 0.5).long()",
    "class-number": "prediction[:, 0].nan_to_num(0.0).clamp(0, {last}).round().long()",
    "per-class": "prediction.argmax(dim=1)",
}

ON_LOGITS = frozenset(("binary-cross-entropy", "cross-entropy", "hinge", "perceptron"))
CLASS_NUMBER_LOSSES = frozenset(("cross-entropy", "probability-cross-entropy", "hinge"))

LOSSES: dict[str, str] = {  # the body of loss_function(z, target)
    "squared-error": "    return (({prediction} - target) ** 2).sum(dim=1).mean()",
    "absolute-error": "    return ({prediction} - target).abs().sum(dim=1).mean()",
    "huber": ('    return functional.huber_loss({prediction}, target, reduction="none", delta=1.0).sum(dim=1).mean()'),
    "binary-cross-entropy": "    return functional.binary_cross_entropy_with_logits({prediction}, target)",
    "cross-entropy": "    return functional.cross_entropy({prediction}, target)  # soft-max and logarithm are inside",
    "probability-cross-entropy": """\
    p = {prediction}.gather(1, target[:, None])  # of the right class
    held = p.clamp(min=1e-3)  # below it the logarithm goes on as its tangent there
    return ((held - p) / 1e-3 - held.log()).mean()""",
    "hinge": "    return functional.relu(1 - target * {prediction}).sum(dim=1).mean()",
    "hinge-many": """\
    right = {prediction}.gather(1, target[:, None])
    cost = functional.relu(1 + {prediction} - right - functional.one_hot(target, {prediction}.shape[1]))
    return cost.sum(dim=1).mean()""",
    "perceptron": """\
    cost = -target * {prediction}
    return cost.clamp(min=0).sum(dim=1).mean()  # unlike relu, clamp has the slope 1 at 0: z = 0 counts as a mistake""",
}

LOSS_WORDS: dict[str, str] = {
    "squared-error": "Squared error: $L = \\frac1N \\sum_n \\lVert \\hat y_n - y_n \\rVert^2$.",
    "absolute-error": "Absolute error: $L = \\frac1N \\sum_n \\sum_k |\\hat y_{nk} - y_{nk}|$.",
    "huber": "Huber's loss: squared near the target, absolute far from it, so that an outlier pulls no harder than 1.",
    "binary-cross-entropy": (
        "Binary cross-entropy: $L = \\frac1N \\sum_n -y_n \\log p_n - (1-y_n) \\log(1-p_n)$ with $p = \\sigma(z)$, "
        "computed from $z$ so that it never overflows."
    ),
    "cross-entropy": (
        "Cross-entropy of a soft-max: $L = \\frac1N \\sum_n -\\log p_{c_n} = "
        "\\frac1N \\sum_n \\left(\\log \\sum_j e^{z_j} - z_{c_n}\\right)$; its derivative is $p - y$."
    ),
    "probability-cross-entropy": "Cross-entropy of normalized outputs: $L = \\frac1N \\sum_n -\\log p_{c_n}$.",
    "hinge": "Hinge loss: a sample costs nothing once it is right by a margin of 1.",
    "perceptron": (
        "The perceptron criterion: $L = \\frac1N \\sum_n \\max(0, -y_n z_n)$. A mistake costs its distance to the "
        "border, a success nothing."
    ),
}

OPTIMIZER_WORDS: dict[str, str] = {
    "sgd": "Gradient descent: $\\theta \\leftarrow \\theta - r\\,\\nabla L$, with a velocity where there is momentum.",
    "adagrad": "Adagrad: a rate for each parameter, which falls with the gradients that it has seen.",
    "rmsprop": "RMSProp: a rate for each parameter, by a running mean of its squared gradients.",
    "adam": "Adam: running means of the gradient and of its square, both corrected for their start at 0.",
}
