#include <tensorflow/cc/client/client_session.h>
