// Pages by name, as --start and scripts open them.
#ifndef FOYER_PAGES_H
#define FOYER_PAGES_H

#include "kiosk.h"

// `name` is a page ("home") or a kind of record ("career"); `id` the record's. A kind
// without a screen of its own opens the page that lists it; *out_own (may be NULL) says
// which it is. false: there is no such page, or the id is missing.
NODISCARD bool page_open(struct kiosk *kiosk, struct str name, struct str id,
                         bool *out_own);

#endif
