#include <malloc.h>

#include <cstdlib>
#include <iostream>

#include "northbound/cli/app.h"

int main(int count, char** words) {
  // Most verbs are over in milliseconds, of which asking for memory page by page and giving it back piece by
  // piece would be a tenth.
  constexpr int kGrowBy = 32 << 20;
  mallopt(M_TOP_PAD, kGrowBy);
  mallopt(M_MMAP_THRESHOLD, kGrowBy);
  const int status = lightloom::cli::run(count, words);
  std::cout.flush();
  std::cerr.flush();
  std::_Exit(status);
}
