import jax


def test_core():
    assert jax
