import torchtext
