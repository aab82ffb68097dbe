# Fonts under ${FOYER_SHARE}/fonts: <face>-<weight>[-bg].ttf derived from Debian's Manrope, and
# `chain`, the fallback fonts in order (one line each: the regular file, a tab, the bold one).
find_program(FOYER_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
set(manrope /usr/share/fonts/truetype/manrope)
set(noto /usr/share/fonts/truetype/noto)
set(font_script "${CMAKE_SOURCE_DIR}/kiosk-config/fonts/derive_fonts.py")

set(font_files "")
foreach(weight Medium SemiBold Bold ExtraBold)
    set(source "${manrope}/Manrope-${weight}.ttf")
    if(NOT EXISTS "${source}")
        message(FATAL_ERROR "${source} is missing: apt install fonts-manrope")
    endif()
    string(TOLOWER "${weight}" leaf)
    foreach(face text display tabular)
        foreach(form "" "-bg")
            set(out "${FOYER_SHARE}/fonts/${face}-${leaf}${form}.ttf")
            string(REPLACE "-" "" form_word "${form}")
            add_custom_command(
                OUTPUT "${out}"
                COMMAND "${CMAKE_COMMAND}" -E make_directory "${FOYER_SHARE}/fonts"
                COMMAND "${FOYER_PYTHON}" "${font_script}" "${source}" "${out}" ${face} ${form_word}
                DEPENDS "${font_script}" VERBATIM)
            list(APPEND font_files "${out}")
        endforeach()
    endforeach()
endforeach()

# Order matters: the first one with the letter draws it. Only the first must be there.
set(chain "")
foreach(name NotoSans NotoSansArabic NotoSansHebrew NotoSansArmenian NotoSansGeorgian
        NotoSansDevanagari NotoSansBengali NotoSansThai NotoSansEthiopic NotoSansSymbols
        NotoSansSymbols2 NotoSansMath)
    set(regular "${noto}/${name}-Regular.ttf")
    set(bold "${noto}/${name}-Bold.ttf")
    if(NOT EXISTS "${regular}")
        if(name STREQUAL "NotoSans")
            message(FATAL_ERROR "${regular} is missing: apt install fonts-noto-core")
        endif()
        continue()
    endif()
    if(NOT EXISTS "${bold}")
        set(bold "${regular}")
    endif()
    string(APPEND chain "${regular}\t${bold}\n")
endforeach()
file(GENERATE OUTPUT "${FOYER_SHARE}/fonts/chain" CONTENT "${chain}")

add_custom_target(foyer_fonts ALL DEPENDS ${font_files})
install(DIRECTORY "${FOYER_SHARE}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/foyer")
