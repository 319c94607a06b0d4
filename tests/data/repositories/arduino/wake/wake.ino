#include <TensorFlowLite.h>
#include "model.h"

void setup() {}
void loop() {}
