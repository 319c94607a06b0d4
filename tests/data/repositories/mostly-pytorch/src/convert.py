import tensorflow as tf

print(tf.version.VERSION)
