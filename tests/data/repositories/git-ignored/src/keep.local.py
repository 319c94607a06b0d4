import jax.numpy
