// `lightloom-lab`: words of the command line to one verb and an exit code.
#pragma once

namespace lightloom::lab {

/// Runs the verb that the words name. 0 done, 1 refused, 2 bad usage or input, 3 could not.
int run(int count, const char* const* words);

}  // namespace lightloom::lab
