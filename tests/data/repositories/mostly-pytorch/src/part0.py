import torch

SIZE = 0
X = torch.zeros(SIZE)
