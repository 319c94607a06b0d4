import flask
import tensorflow as tf

app = flask.Flask(__name__)
model = tf.saved_model.load("models/1")
