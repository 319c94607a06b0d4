from hailo_platform import HEF, VDevice
from picamera2 import Picamera2

hef = HEF("models/yolo.hef")
