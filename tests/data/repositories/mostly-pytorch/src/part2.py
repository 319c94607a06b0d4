import torch

SIZE = 2
X = torch.zeros(SIZE)
