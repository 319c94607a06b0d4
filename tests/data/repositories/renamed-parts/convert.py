import ai_edge_torch
from tflite_runtime.interpreter import Interpreter

edge = ai_edge_torch.convert(None, ())
