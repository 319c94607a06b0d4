#include <torch/script.h>
#include "local.h"

int main() { auto m = torch::jit::load("model.pt"); }
