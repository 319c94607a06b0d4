import torch
import tensorflow as
