# kiosk_module(): one static library per folder, with declared neighbours.
# A module's sources see its own public headers and those of the modules that USES names,
# nothing else: each include/<module>/ is reached through a folder of its own that holds
# one link, so that `#include "store/reader.h"` compiles only where store is declared.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(foyer_flags INTERFACE)
target_compile_definitions(foyer_flags INTERFACE _GNU_SOURCE)
target_compile_options(foyer_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wformat=2
    -Wimplicit-fallthrough -Wswitch-enum -fno-common -fstack-protector-strong
    -fvisibility=hidden -ffunction-sections -fdata-sections)
target_link_options(foyer_flags INTERFACE -Wl,--gc-sections -Wl,--as-needed -Wl,-z,relro,-z,now)
if(FOYER_WERROR)
    target_compile_options(foyer_flags INTERFACE -Werror)
endif()
if(FOYER_SANITIZE STREQUAL "address")
    target_compile_options(foyer_flags INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(foyer_flags INTERFACE -fsanitize=address,undefined)
elseif(FOYER_SANITIZE STREQUAL "thread")
    target_compile_options(foyer_flags INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(foyer_flags INTERFACE -fsanitize=thread)
endif()

# The CMake target of a module: "screens/visitor" becomes foyer_screens_visitor.
function(kiosk_target out module)
    string(REPLACE "/" "_" name "${module}")
    set(${out} "foyer_${name}" PARENT_SCOPE)
endfunction()

# The folder through which a module's public headers are reached.
function(kiosk_headers out module)
    string(REPLACE "/" "_" name "${module}")
    set(${out} "${CMAKE_BINARY_DIR}/headers/${name}" PARENT_SCOPE)
endfunction()

function(kiosk_expose module)
    kiosk_headers(folder "${module}")
    get_filename_component(parent "${folder}/${module}" DIRECTORY)
    file(MAKE_DIRECTORY "${parent}")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/include/${module}" "${folder}/${module}" SYMBOLIC)
endfunction()

# Gives `target` the headers and libraries of `modules`; stops at one not yet declared.
function(kiosk_use target modules)
    foreach(module IN LISTS modules)
        kiosk_target(neighbour "${module}")
        if(NOT TARGET ${neighbour})
            message(FATAL_ERROR "${target} uses ${module}, which is not declared before it")
        endif()
        kiosk_headers(folder "${module}")
        target_include_directories(${target} PRIVATE "${folder}")
        target_link_libraries(${target} PRIVATE ${neighbour})
    endforeach()
endfunction()

function(kiosk_module module)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "USES;HOME_OF;LIBRARIES")
    kiosk_target(target "${module}")
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/app/${module}/*.c")
    add_library(${target} STATIC ${sources})
    kiosk_expose("${module}")
    kiosk_headers(own "${module}")
    target_include_directories(${target} PRIVATE "${own}" "${CMAKE_SOURCE_DIR}/app/${module}")
    kiosk_use(${target} "${ARG_USES}")
    foreach(package IN LISTS ARG_HOME_OF)
        string(MAKE_C_IDENTIFIER "${package}" id)
        if(NOT TARGET PkgConfig::${id})
            pkg_check_modules(${id} REQUIRED IMPORTED_TARGET GLOBAL "${package}")
        endif()
        target_link_libraries(${target} PRIVATE PkgConfig::${id})
    endforeach()
    if(ARG_LIBRARIES)
        target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
    endif()
    target_link_libraries(${target} PRIVATE foyer_flags)
endfunction()

# FOYER_BUILT_S: the first second of the day (UTC; of SOURCE_DATE_EPOCH when it is set).
function(kiosk_program name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "USES")
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/app/${name}/*.c")
    add_executable(${name} ${sources})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
    string(TIMESTAMP built_s "%s" UTC)
    math(EXPR built_s "${built_s} / 86400 * 86400")
    kiosk_use(${name} "${ARG_USES}")
    target_link_libraries(${name} PRIVATE foyer_flags)
    target_compile_definitions(${name} PRIVATE FOYER_VERSION="${PROJECT_VERSION}"
                               FOYER_BUILT_S=INT64_C\(${built_s}\))
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# kiosk_test(base/str USES base): tests/base/test_str.c as the ctest "base/str".
# SOURCES adds helpers, PLAIN marks a program without Criterion (thread tests),
# ARGS are passed to it, LABELS reach ctest.
function(kiosk_test path)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "PLAIN" "TIMEOUT" "USES;SOURCES;ARGS;LABELS;HOME_OF")
    get_filename_component(folder "${path}" DIRECTORY)
    get_filename_component(leaf "${path}" NAME)
    string(MAKE_C_IDENTIFIER "test_${path}" target)
    add_executable(${target} "${CMAKE_SOURCE_DIR}/tests/${folder}/test_${leaf}.c" ${ARG_SOURCES})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests/${folder}"
                               "${CMAKE_SOURCE_DIR}/tests/support")
    kiosk_use(${target} "${ARG_USES}")
    foreach(package IN LISTS ARG_HOME_OF)
        string(MAKE_C_IDENTIFIER "${package}" id)
        target_link_libraries(${target} PRIVATE PkgConfig::${id})
    endforeach()
    target_link_libraries(${target} PRIVATE foyer_flags)
    target_compile_definitions(${target} PRIVATE
        FOYER_SOURCE_DIR="${CMAKE_SOURCE_DIR}" FOYER_BINARY_DIR="${CMAKE_BINARY_DIR}")
    if(NOT ARG_PLAIN)
        # Criterion finds its tests in a section that nothing refers to.
        target_link_libraries(${target} PRIVATE criterion -Wl,--no-gc-sections)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    add_test(NAME "${path}" COMMAND ${target} ${ARG_ARGS})
    set_tests_properties("${path}" PROPERTIES
        TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "FOYER_BIN=${CMAKE_BINARY_DIR}/bin;FOYER_SOURCE=${CMAKE_SOURCE_DIR}"
        FAIL_REGULAR_EXPRESSION "Sanitizer;runtime error;Tested: 0 ")
endfunction()
