# Compiler settings shared by every target of ours: language level, warnings, sanitizers, strict Qt.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(EVENTSCOPE_CCACHE ccache)
if(EVENTSCOPE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${EVENTSCOPE_CCACHE}")
endif()

if(CMAKE_CXX_COMPILER_LAUNCHER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)    # lets ccache see through precompiled headers
endif()

if(EVENTSCOPE_SANITIZE)
    add_compile_options(-fsanitize=${EVENTSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${EVENTSCOPE_SANITIZE})
    find_program(EVENTSCOPE_GOLD ld.gold)
    if(EVENTSCOPE_GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_link_options(-fuse-ld=gold)    # a hundred test programs, each in half the time
    endif()
    if(EVENTSCOPE_SANITIZE MATCHES "address,undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # A check at each access, a third of the build's time: the processor and the address sanitizer tell of null
        # and of dead objects too, and the fuzz targets' build has them all.
        add_compile_options(-fno-sanitize=null,alignment,vptr)
    endif()
    if(EVENTSCOPE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-maybe-uninitialized)    # what it adds hides from g++ that a value is set
    endif()
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Where g++ 12 optimises strings of the standard library these three are false alarms (GCC's bugs 105329, 105651).
    add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

add_library(eventscope_settings INTERFACE)
add_library(Eventscope::Settings ALIAS eventscope_settings)
target_compile_definitions(eventscope_settings INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_CONTEXTLESS_CONNECT QT_NO_FOREACH QT_NO_JAVA_STYLE_ITERATORS QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_compile_options(eventscope_settings INTERFACE
    -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:${EVENTSCOPE_UNITY}>>:-Wshadow> -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
    -Wextra-semi -Wdouble-promotion -Wimplicit-fallthrough
    $<$<BOOL:${EVENTSCOPE_WERROR}>:-Werror>)
