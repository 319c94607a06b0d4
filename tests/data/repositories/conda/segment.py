import monai
import torch

print(monai.__version__, torch.__version__)
