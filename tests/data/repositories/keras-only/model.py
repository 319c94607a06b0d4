import keras
from keras import layers

model = keras.Sequential([layers.Dense(8)])
model.save("artifacts/net.keras")
