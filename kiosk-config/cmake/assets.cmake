# Assets that are derived at build time, under ${CMAKE_BINARY_DIR}/share/foyer.
set(FOYER_SHARE "${CMAKE_BINARY_DIR}/share/foyer")

# ---- message catalogues: assets/locale/<lang>.po -> locale/foyer/LC_MESSAGES/ ------------
find_program(MSGFMT msgfmt REQUIRED)
set(catalogues "")
file(GLOB po_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/assets/locale/*.po")
foreach(po IN LISTS po_files)
    get_filename_component(lang "${po}" NAME_WE)
    # One domain per language, all below one folder name: see app/i18n/README.md.
    set(mo "${FOYER_SHARE}/locale/foyer/LC_MESSAGES/foyer-${lang}.mo")
    add_custom_command(
        OUTPUT "${mo}"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${FOYER_SHARE}/locale/foyer/LC_MESSAGES"
        COMMAND "${MSGFMT}" --check-format --check-domain -o "${mo}" "${po}"
        DEPENDS "${po}" VERBATIM)
    list(APPEND catalogues "${mo}")
endforeach()
add_custom_target(foyer_locale ALL DEPENDS ${catalogues})
