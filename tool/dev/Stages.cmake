# How a folder of sources becomes a target. Included by the CMakeLists of
# checks/ and tool/; a new source file needs no edit anywhere.

# The one precompiled header. Its owner is a target of its own, so that any
# target can reuse it.
function(sendsync_precompiled_header)
  if(NOT SENDSYNC_PCH)
    return()
  endif()
  set(source ${PROJECT_BINARY_DIR}/generated/Precompiled.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Owns the precompiled header.\n")
  add_library(sendsync-pch STATIC ${source})
  target_precompile_headers(sendsync-pch PRIVATE
    ${PROJECT_SOURCE_DIR}/tool/dev/Precompiled.h)
endfunction()

function(sendsync_use_precompiled_header target)
  if(SENDSYNC_PCH)
    target_precompile_headers(${target} REUSE_FROM sendsync-pch)
  endif()
endfunction()

# sendsync_stage(name folder [SOURCES more...] [LINKS stage...])
# Defines the static library sendsync-<name> from the .cpp files in `folder`.
# LINKS are the stages it may include, as in checks/analysis/layers.txt. A
# folder without sources becomes an interface library with the same links.
function(sendsync_stage name folder)
  cmake_parse_arguments(PARSE_ARGV 2 stage "NO_GLOB" "" "SOURCES;LINKS")
  set(sources)
  if(NOT stage_NO_GLOB)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  endif()
  list(APPEND sources ${stage_SOURCES})
  list(TRANSFORM stage_LINKS PREPEND sendsync-)
  if(sources)
    add_library(sendsync-${name} STATIC ${sources})
    target_link_libraries(sendsync-${name} PUBLIC ${stage_LINKS})
    sendsync_use_precompiled_header(sendsync-${name})
  else()
    add_library(sendsync-${name} INTERFACE)
    target_link_libraries(sendsync-${name} INTERFACE ${stage_LINKS})
  endif()
endfunction()

# sendsync_plugin(name folder LINKS stage...)
# Defines a module that a program of the same LLVM version loads. It links no
# LLVM library: the host has them all, and a second copy aborts at load time.
function(sendsync_plugin name folder)
  cmake_parse_arguments(PARSE_ARGV 2 plugin "" "" "LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM plugin_LINKS PREPEND sendsync-)
  add_library(${name} MODULE ${sources})
  target_link_libraries(${name} PRIVATE ${plugin_LINKS})
  # DEFINE_SYMBOL is cleared because the extra macro would make the shared
  # precompiled header unusable.
  set_target_properties(${name} PROPERTIES PREFIX "" DEFINE_SYMBOL ""
    OUTPUT_NAME ${name}-${LLVM_VERSION_MAJOR})
  sendsync_use_precompiled_header(${name})
  install(TARGETS ${name} LIBRARY DESTINATION lib)
endfunction()

# sendsync_embed(output function header mode root files...)
# Generates a C++ file that defines `function` of `header`, returning the texts
# of `files`. Paths are relative to `root`. Mode is `file` for the whole text or
# `page` for the leading `///` comment of a check.
function(sendsync_embed output function header mode root)
  set(list_file ${output}.list)
  string(REPLACE ";" "\n" content "${ARGN}")
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${content}\n" @ONLY)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${function}
      -DHEADER=${header} -DMODE=${mode} -DROOT=${root} -DLIST=${list_file}
      -P ${PROJECT_SOURCE_DIR}/tool/dev/Embed.cmake
    DEPENDS ${ARGN} ${list_file} ${PROJECT_SOURCE_DIR}/tool/dev/Embed.cmake
    COMMENT "Embedding ${function}"
    VERBATIM)
endfunction()
