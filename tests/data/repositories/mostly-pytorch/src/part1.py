import torch

SIZE = 1
X = torch.zeros(SIZE)
