// A feed in a folder: a stick, a mounted share. Read as a server is asked, with the same
// reasons, and never written to.
#ifndef SYNC_FOLDER_H
#define SYNC_FOLDER_H

#include "fetch/fetch.h"

// An absolute path and not an address.
bool folder_is(struct str url);

// One file as an exchange: bounded, regular, reached without following any symbolic link
// below or at `folder`. request->url is not looked at; there are no ETags.
NODISCARD enum fetch_reason folder_read_file(const char *folder, const char *path,
                                             const struct fetch_settings *settings,
                                             const struct fetch_request *request,
                                             struct fetch_result *out_result);

#endif
