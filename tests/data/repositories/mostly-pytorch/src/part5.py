import torch

SIZE = 5
X = torch.zeros(SIZE)
