import math

PI = math.pi
