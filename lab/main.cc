#include "lab/control/app.h"

int main(int count, char** words) { return lightloom::lab::run(count, words); }
