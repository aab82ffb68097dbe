// The outbox on the disk.
#ifndef SYNC_OUTBOX_H
#define SYNC_OUTBOX_H

#include "sync/upload.h"

// "outbox", "outbox/sent" or "outbox/aside" below the data folder; a file in it.
char *outbox_folder(struct arena *arena, const char *data_folder,
                    enum upload_place place);
char *outbox_file(struct arena *arena, const char *data_folder, enum upload_place place,
                  const char *name);
// "NNNNNNNN-<sha256>".
NODISCARD bool outbox_name_parse(struct str name, struct upload_entry *out_entry);
// Moves a waiting object; after that no power cut brings it back. false: errno.
NODISCARD bool outbox_move(const char *data_folder, const char *name,
                           enum upload_place to);
// Removes the oldest of what was sent but UPLOAD_SENT_KEPT.
void outbox_prune(const char *data_folder);

#endif
