# Compiles a target's sources in batches, when EVENTSCOPE_UNITY is on: what reads every source in one go (the
# sanitizers' builds, clang-tidy) spends most of its time on headers otherwise. A batch never mixes folders, so what
# files of one folder declare for themselves must differ in name.

function(eventscope_unity target)
    if(NOT EVENTSCOPE_UNITY)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    # Speaks of files in a row as if one included the other.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    get_target_property(sources ${target} SOURCES)
    set(folders "")
    foreach(source IN LISTS sources)
        cmake_path(ABSOLUTE_PATH source NORMALIZE)
        cmake_path(IS_PREFIX CMAKE_CURRENT_SOURCE_DIR "${source}" ours)
        if(NOT ours OR NOT source MATCHES "\\.cpp$")
            continue()
        endif()
        cmake_path(GET source PARENT_PATH folder)
        cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
        string(MAKE_C_IDENTIFIER "${folder}" folder)
        list(APPEND folders ${folder})
        list(APPEND in_${folder} "${source}")
    endforeach()
    list(REMOVE_DUPLICATES folders)
    foreach(folder IN LISTS folders)
        list(LENGTH in_${folder} files)
        math(EXPR batches "(${files} + ${EVENTSCOPE_UNITY} - 1) / ${EVENTSCOPE_UNITY}")
        math(EXPR size "(${files} + ${batches} - 1) / ${batches}")    # all alike
        foreach(batch RANGE 1 ${batches})
            math(EXPR first "(${batch} - 1) * ${size}")
            list(SUBLIST in_${folder} ${first} ${size} members)
            set_source_files_properties(${members} TARGET_DIRECTORY ${target}
                PROPERTIES UNITY_GROUP "${folder}_${batch}")
        endforeach()
    endforeach()
endfunction()
