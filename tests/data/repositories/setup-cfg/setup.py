from setuptools import setup

setup(
    install_requires=[
        "torchtext",
    ],
    description="import tensorflow",
)
