import torch
x = 'ÿþ'
