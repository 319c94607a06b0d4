import torch

SIZE = 3
X = torch.zeros(SIZE)
