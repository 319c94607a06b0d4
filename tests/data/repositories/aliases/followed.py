import importlib

import tensorflow as tf
import tensorflow.lite as tflite
import torch as t
from torch import jit
from torch import jit as compiler
from torch.jit import script

lite = tf.lite


def run(path):
    a = tf.lite.Interpreter(path)
    b = tflite.Interpreter(path)
    c = lite.Interpreter(path)
    return a, b, c


@jit.script
def one(x):
    return x


@script
def two(x):
    return x


def three(x):
    import torch.jit as inner

    return compiler.trace(x), t.jit.script(x), inner.freeze(x)


addons = importlib.import_module("tensorflow_addons")
