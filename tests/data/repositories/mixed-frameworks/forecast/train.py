import tensorflow as tf

net = tf.keras.layers.Dense(2)
