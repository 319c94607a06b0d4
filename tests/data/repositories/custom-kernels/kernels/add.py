import torch
import triton
import triton.language as tl


@triton.jit
def add(x, y, n: tl.constexpr):
    return x + y


def run(x: torch.Tensor):
    return x
