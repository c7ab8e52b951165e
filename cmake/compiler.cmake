# Flags of our own code. Libraries and generated code come in as SYSTEM and never see them.
add_library(lightloom_flags INTERFACE)
target_compile_options(lightloom_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(LIGHTLOOM_SANITIZE)
  add_compile_options(-fsanitize=${LIGHTLOOM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LIGHTLOOM_SANITIZE})
endif()

find_program(LIGHTLOOM_LLD ld.lld)
if(LIGHTLOOM_LLD)
  add_link_options(-fuse-ld=lld)
endif()
find_program(LIGHTLOOM_CCACHE ccache)
if(LIGHTLOOM_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LIGHTLOOM_CCACHE})
endif()

# lightloom_batches(target): under LIGHTLOOM_BATCHES its sources compile several together, and their headers are read
# once. tools/batches.py keeps apart what would clash; SKIP_UNITY_BUILD_INCLUSION keeps apart what it does not see.
function(lightloom_batches target)
  if(NOT LIGHTLOOM_BATCHES)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/batches.py ${LIGHTLOOM_BATCHES} ${sources}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE batches COMMAND_ERROR_IS_FATAL ANY)
  foreach(pair ${batches})
    string(REGEX MATCH "^([^:]+):(.+)$" pair ${pair})
    set_source_files_properties(${CMAKE_MATCH_2} PROPERTIES UNITY_GROUP ${CMAKE_MATCH_1})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP
    UNITY_BUILD_CODE_BEFORE_INCLUDE "// NOLINTNEXTLINE(bugprone-suspicious-include)")
endfunction()

# lightloom_library(name SOURCES... ) makes lightloom::name with our flags, rooted at the repository. PRECOMPILED headers
# are read once for the target; every source still includes what it uses.
function(lightloom_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE;PRECOMPILED" ${ARGN})
  add_library(lightloom_${name} STATIC ${ARG_SOURCES})
  add_library(lightloom::${name} ALIAS lightloom_${name})
  target_include_directories(lightloom_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(lightloom_${name} PUBLIC ${ARG_PUBLIC} PRIVATE lightloom_flags ${ARG_PRIVATE})
  lightloom_batches(lightloom_${name})
  if(ARG_PRECOMPILED)
    target_precompile_headers(lightloom_${name} PRIVATE ${ARG_PRECOMPILED})
  endif()
endfunction()

# lightloom_protobuf(name BASE FILES...) generates C++ messages beside the build, without our warnings.
function(lightloom_protobuf name)
  add_library(lightloom_${name} STATIC)
  add_library(lightloom::${name} ALIAS lightloom_${name})
  set(generated)
  foreach(proto ${ARGN})
    cmake_path(RELATIVE_PATH proto BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE relative)
    string(REGEX REPLACE "\\.proto$" "" stem ${relative})
    set(out ${PROJECT_BINARY_DIR}/generated/${stem})
    cmake_path(GET out PARENT_PATH folder)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(OUTPUT ${out}.pb.cc ${out}.pb.h
      COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR} --cpp_out=${PROJECT_BINARY_DIR}/generated ${proto}
      DEPENDS ${proto} VERBATIM)
    list(APPEND generated ${out}.pb.cc ${out}.pb.h)
  endforeach()
  target_sources(lightloom_${name} PRIVATE ${generated})
  target_include_directories(lightloom_${name} SYSTEM PUBLIC ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(lightloom_${name} PUBLIC protobuf::libprotobuf)
endfunction()

# lightloom_grpc(name MESSAGES FILE) generates the service stubs of one .proto whose messages are target MESSAGES.
function(lightloom_grpc name messages proto)
  cmake_path(RELATIVE_PATH proto BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE relative)
  string(REGEX REPLACE "\\.proto$" "" stem ${relative})
  set(out ${PROJECT_BINARY_DIR}/generated/${stem})
  add_custom_command(OUTPUT ${out}.grpc.pb.cc ${out}.grpc.pb.h
    COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR} --grpc_out=${PROJECT_BINARY_DIR}/generated
      --plugin=protoc-gen-grpc=${LIGHTLOOM_GRPC_PLUGIN} ${proto}
    DEPENDS ${proto} VERBATIM)
  add_library(lightloom_${name} STATIC ${out}.grpc.pb.cc ${out}.grpc.pb.h)
  add_library(lightloom::${name} ALIAS lightloom_${name})
  target_link_libraries(lightloom_${name} PUBLIC ${messages} PkgConfig::GRPC)
  add_dependencies(lightloom_${name} ${messages})
endfunction()
