"""Trains a classifier."""

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torchvision import models


def build() -> nn.Module:
    model = models.resnet18(weights="DEFAULT")
    return DistributedDataParallel(model)


def step(model, batch, scaler: torch.cuda.amp.GradScaler):
    with torch.autocast("cuda"):
        return model(batch)
