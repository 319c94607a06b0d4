import tensorflow as tf

x = tf.lite.Interpreter('a')
