// #include <torch/script.h>
/*
#include <tensorflow/c/c_api.h>
*/
#include <vector>
