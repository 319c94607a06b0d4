import tensorflow_model_optimization as tfmot
from tensorflow import keras

model = tfmot.quantization.keras.quantize_model(keras.Sequential())
