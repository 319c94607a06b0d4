import torch

SIZE = 4
X = torch.zeros(SIZE)
