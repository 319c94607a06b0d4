module example.com/edge

require (
	github.com/yalue/onnxruntime_go v1.13.0
)
// github.com/tensorflow/tensorflow v2
