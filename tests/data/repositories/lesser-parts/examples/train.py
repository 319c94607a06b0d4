import torch
from torch import jit

x = jit.script(torch.relu)
