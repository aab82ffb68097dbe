#include <qrencode.h>

#include "engine.h"

enum { MOST_BYTES = 2331 /* version 40, level M */ };

bool ui_qr(struct ui *ui, struct str data, float size, struct str label)
{
    if (data.len == 0 || data.len > MOST_BYTES || ui->too_deep) {
        return false;
    }
    QRcode *code = QRcode_encodeData((int)data.len, (const unsigned char *)data.ptr, 0,
                                     QR_ECLEVEL_M);
    if (!code) {
        return false;
    }
    struct ui_box box = {.width = size, .height = size, .role = UI_IMAGE, .label = label};
    struct ui_node *node = ui_add_node(ui, UI_NODE_QR, (struct str){0});
    if (node) {
        const int side = code->width;
        unsigned char *modules =
            ARENA_ARRAY(ui_arena_of(ui), unsigned char, (size_t)side *(size_t)side);
        for (int i = 0; i < side * side; i++) {
            modules[i] = code->data[i] & 1;
        }
        node->as.qr.modules = modules;
        node->as.qr.side = side;
        node->box = box;
        node->box.width = node->box.height = ui_px(ui, size > 0 ? size : 0);
        node->box.label = arena_str(ui_arena_of(ui), label);
    }
    QRcode_free(code);
    return node != NULL;
}
