/* SPDX-License-Identifier: MIT */
#include "common/input/input_unpack.h"

#include "common/base/mem.h"

enum { CHUNK = 1 << 18 };

/* Where the next byte is. */
typedef enum Place { AT_START, IN_MEMBER, BEHIND_MEMBER, IN_PADDING, AT_END } Place;

struct LbUnpack {
    LbSource      *source;
    const LbCodec *codec;
    void          *state; /* of the codec */
    unsigned char *chunk;
    unsigned char *in; /* what is left of the chunk */
    size_t         n_in;
    bool           source_ended;
    Place          place;
};

LbStatus lb_input_unpack_open(LbUnpack **out, LbSource *source, const LbCodec *codec, LbError *err)
{
    LbStatus  st     = LB_OK;
    LbUnpack *unpack = NULL;
    *out             = NULL;
    LB_ALLOC_ZEROED(unpack, 1);
    unpack->source = source;
    unpack->codec  = codec;
    source->offset = 0;
    LB_ALLOC(unpack->chunk, CHUNK);
    LB_TRY(codec->open(&unpack->state, err));
    *out   = unpack;
    unpack = NULL;
cleanup:
    lb_input_unpack_close(unpack);
    return st;
}

void lb_input_unpack_close(LbUnpack *unpack)
{
    if (unpack == NULL) return;
    unpack->codec->close(unpack->state);
    free(unpack->chunk);
    free(unpack);
}

static LbStatus damaged(const LbUnpack *unpack, const char *why, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0, "damaged or incomplete %s file: %s", unpack->codec->name,
                        why);
}

static LbStatus refill(LbUnpack *unpack, LbError *err)
{
    if (unpack->n_in > 0 || unpack->source_ended) return LB_OK;
    LbStatus st = lb_input_source_read(unpack->source, unpack->chunk, CHUNK, &unpack->n_in, err);
    unpack->source_ended = st == LB_OK && unpack->n_in == 0;
    unpack->in           = unpack->chunk;
    return st;
}

static LbStatus run_codec(LbUnpack *unpack, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbCodecBuffers buffers = {unpack->in, unpack->n_in, buffer, cap};
    bool           ended   = false;
    LbStatus       st      = unpack->codec->run(unpack->state, &buffers, &ended, err);
    bool           moved   = buffers.n_in < unpack->n_in || buffers.n_out < cap;
    unpack->in             = buffers.in;
    unpack->n_in           = buffers.n_in;
    *got                   = cap - buffers.n_out;
    if (st == LB_EDATA)
        return lb_error_context(err, st, "damaged or incomplete %s file", unpack->codec->name);
    if (ended)
        unpack->place = BEHIND_MEMBER;
    else if (st == LB_OK && !moved && unpack->source_ended)
        return damaged(unpack, "it ends too soon", err);
    return st;
}

static LbStatus skip_padding(LbUnpack *unpack, LbError *err)
{
    for (; unpack->n_in > 0; unpack->n_in--)
        if (*unpack->in++ != 0) return damaged(unpack, "other bytes follow its end", err);
    if (unpack->source_ended) unpack->place = AT_END;
    return LB_OK;
}

static LbStatus begin_member(LbUnpack *unpack, LbError *err)
{
    unpack->place = IN_MEMBER;
    return unpack->codec->begin(unpack->state, err);
}

static LbStatus look_behind_member(LbUnpack *unpack, LbError *err)
{
    if (unpack->n_in > 0 && unpack->in[0] == unpack->codec->first) return begin_member(unpack, err);
    unpack->place = unpack->n_in > 0 ? IN_PADDING : AT_END;
    return LB_OK;
}

/* One step on; *got > 0 when it gave something. */
static LbStatus step(LbUnpack *unpack, void *buffer, size_t cap, size_t *got, LbError *err)
{
    switch (unpack->place) {
    case IN_MEMBER:
        return run_codec(unpack, buffer, cap, got, err);
    case IN_PADDING:
        return skip_padding(unpack, err);
    case BEHIND_MEMBER:
        return look_behind_member(unpack, err);
    default:
        return begin_member(unpack, err);
    }
}

LbStatus lb_input_unpack_read(LbUnpack *unpack, void *buffer, size_t cap, size_t *got, LbError *err)
{
    LbStatus st = LB_OK;
    *got        = 0;
    while (st == LB_OK && *got == 0 && unpack->place != AT_END) {
        st = refill(unpack, err);
        if (st == LB_OK) st = step(unpack, buffer, cap, got, err);
    }
    return st;
}
