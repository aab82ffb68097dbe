// Who a kiosk is for the server it uploads to. The secret stands in a file of its own
// that nobody else may read, and is never logged.
#ifndef SYNC_LOGIN_H
#define SYNC_LOGIN_H

#include "config/config.h"
#include "fetch/fetch.h"

#define UPLOAD_SECRET_SIZE 256

struct upload_login {
    struct fetch_login login; // points into the rest: must not be moved
    char user[132], region[68], secret[UPLOAD_SECRET_SIZE];
};

// false: *out_why says what is wrong with the secret's file; a static text.
NODISCARD bool upload_login_load(const struct config_upload *config,
                                 struct upload_login *out_login, const char **out_why);

#endif
