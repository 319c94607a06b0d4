"""Nothing here is what it looks like."""

import torch


class Tf:
    lite = None


def shadowed(jit, tf):
    tf.lite.Interpreter("x")
    return jit.script(len)


def rebound():
    torch = Fake()
    return torch.jit.script(len)


def own():
    def script(x):
        return x

    return script(torch.zeros(1))


class Fake:
    jit = None

    def torchtext(self):
        return self.torch.jit.script
