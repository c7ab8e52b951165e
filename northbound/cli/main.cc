#include "northbound/cli/app.h"

int main(int count, char** words) { return lightloom::cli::run(count, words); }
