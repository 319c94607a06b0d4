"""Says why import torch was dropped, and tensorflow_addons with it."""

# import tensorflow as tf
# tf.lite.Interpreter("model.tflite")
TEXT = """
import torch
import torchtext
"""
ADVICE = "from torch import jit; jit.script(model)"


def torch(tensorflow):
    return tensorflow.lite.Interpreter
