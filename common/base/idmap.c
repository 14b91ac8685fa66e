/* SPDX-License-Identifier: MIT */
#include "common/base/idmap.h"

#include "common/base/hash.h"
#include "common/base/mem.h"

#include <string.h>

/* Eight bytes a slot: a probe reads one cache line, and a text is compared only when 32 bits of
 * its hash agree. They also say where the slot belongs, so that a table grows without a look at the
 * texts. index is -1 in a free slot. */
typedef struct Slot {
    uint32_t hash;
    int32_t  index;
} Slot;

struct LbIdMap {
    LbHashKey key;
    Slot     *slots;
    size_t    n_slots; /* 2^(32 - shift), at most three quarters of them taken */
    int       shift;   /* the slot of a hash is its highest bits */
    char     *text;    /* all texts, one after another */
    size_t    text_cap;
    int64_t  *start; /* count + 1 offsets into text */
    size_t    start_cap;
    int32_t   count;
};

enum { FIRST_SHIFT = 26, GROUP = 64 };

#if defined(__GNUC__)
#define LB_PREFETCH(address) __builtin_prefetch(address)
#else
#define LB_PREFETCH(address) ((void)(address))
#endif

static uint32_t hash_of(const LbIdMap *map, LbSlice id)
{
    return lb_hash_keyed(&map->key, id.text, id.len);
}

static size_t slots_of(int shift)
{
    return (size_t)1 << (32 - shift);
}

static size_t most_of(size_t n_slots)
{
    return n_slots / 4 * 3;
}

static LbSlice text_of(const LbIdMap *map, int32_t index)
{
    const int64_t *start = map->start + index;
    return (LbSlice){map->text + start[0], (size_t)(start[1] - start[0])};
}

static Slot *slots_new(size_t n)
{
    Slot *slots = lb_mem_array(n, sizeof *slots);
    if (slots != NULL) memset(slots, 0xff, n * sizeof *slots);
    return slots;
}

LbStatus lb_idmap_new(LbIdMap **out, LbError *err)
{
    LbStatus st  = LB_OK;
    LbIdMap *map = NULL;
    *out         = NULL;
    LB_ALLOC_ZEROED(map, 1);
    LB_ALLOC(map->text, 1);
    LB_ALLOC_ZEROED(map->start, 1);
    map->text_cap  = 1;
    map->start_cap = 1;
    map->key       = lb_hash_key();
    map->shift     = FIRST_SHIFT;
    map->n_slots   = slots_of(FIRST_SHIFT);
    map->slots     = slots_new(map->n_slots);
    if (map->slots == NULL) {
        st = lb_error_nomem(err, map->n_slots * sizeof *map->slots);
        goto cleanup;
    }
    *out = map;
    map  = NULL;
cleanup:
    lb_idmap_free(map);
    return st;
}

void lb_idmap_free(LbIdMap *map)
{
    if (map == NULL) return;
    free(map->slots);
    free(map->text);
    free(map->start);
    free(map);
}

/* The slot that holds the id, or the free one where it belongs. */
static size_t probe(const LbIdMap *map, LbSlice id, uint32_t hash)
{
    size_t mask = map->n_slots - 1;
    size_t i    = hash >> map->shift;
    for (; map->slots[i].index >= 0; i = (i + 1) & mask) {
        if (map->slots[i].hash != hash) continue;
        LbSlice known = text_of(map, map->slots[i].index);
        if (known.len == id.len && (id.len == 0 || memcmp(known.text, id.text, id.len) == 0)) break;
    }
    return i;
}

static LbStatus resize_slots(LbIdMap *map, int shift, LbError *err)
{
    size_t n     = slots_of(shift);
    Slot  *slots = slots_new(n);
    if (slots == NULL) return lb_error_nomem(err, lb_mem_product(n, sizeof *slots));
    for (size_t old = 0; old < map->n_slots; old++) {
        Slot   slot = map->slots[old];
        size_t i    = slot.hash >> shift;
        if (slot.index < 0) continue;
        while (slots[i].index >= 0)
            i = (i + 1) & (n - 1);
        slots[i] = slot;
    }
    free(map->slots);
    map->slots   = slots;
    map->n_slots = n;
    map->shift   = shift;
    return LB_OK;
}

LbStatus lb_idmap_reserve(LbIdMap *map, int32_t n, LbError *err)
{
    int shift = map->shift;
    while (most_of(slots_of(shift)) < (size_t)n)
        shift--;
    return shift < map->shift ? resize_slots(map, shift, err) : LB_OK;
}

static LbStatus append(LbIdMap *map, LbSlice id, LbError *err)
{
    size_t   used = (size_t)map->start[map->count];
    LbStatus st   = LB_GROW(&map->start, &map->start_cap, (size_t)map->count + 2, err);
    if (st == LB_OK) st = LB_GROW(&map->text, &map->text_cap, used + id.len, err);
    if (st != LB_OK) return st;
    if (id.len > 0) memcpy(map->text + used, id.text, id.len);
    map->start[++map->count] = (int64_t)(used + id.len);
    return LB_OK;
}

static LbStatus add_hashed(LbIdMap *map, LbSlice id, uint32_t hash, int32_t *index, LbError *err)
{
    size_t i = probe(map, id, hash);
    if (map->slots[i].index < 0) {
        if (map->count == INT32_MAX)
            return lb_error_set(err, LB_EDATA, 0, "more than %d different ids", INT32_MAX);
        LbStatus st = LB_OK;
        if ((size_t)map->count >= most_of(map->n_slots)) {
            st = resize_slots(map, map->shift - 1, err);
            if (st != LB_OK) return st;
            i = probe(map, id, hash);
        }
        st = append(map, id, err);
        if (st != LB_OK) return st;
        map->slots[i] = (Slot){hash, map->count - 1};
    }
    *index = map->slots[i].index;
    return LB_OK;
}

LbStatus lb_idmap_add(LbIdMap *map, LbSlice id, int32_t *index, LbError *err)
{
    return add_hashed(map, id, hash_of(map, id), index, err);
}

/* A probe waits for a slot, then for the offset of a text, then for the text. Each of these rounds
 * asks for one of them on behalf of all ids of the group, so that the waits overlap. */
static void prefetch_group(const LbIdMap *map, const uint32_t *hash, size_t n)
{
    for (size_t k = 0; k < n; k++)
        LB_PREFETCH(&map->slots[hash[k] >> map->shift]);
    for (size_t k = 0; k < n; k++) {
        int32_t index = map->slots[hash[k] >> map->shift].index;
        if (index >= 0) LB_PREFETCH(&map->start[index]);
    }
    for (size_t k = 0; k < n; k++) {
        int32_t index = map->slots[hash[k] >> map->shift].index;
        if (index >= 0) LB_PREFETCH(map->text + map->start[index]);
    }
}

LbStatus lb_idmap_add_many(LbIdMap *map, const LbSlice *ids, size_t n, int32_t *index, LbError *err)
{
    uint32_t hash[GROUP];
    for (size_t done = 0; done < n; done += GROUP) {
        size_t size = n - done < GROUP ? n - done : GROUP;
        for (size_t k = 0; k < size; k++)
            hash[k] = hash_of(map, ids[done + k]);
        prefetch_group(map, hash, size);
        for (size_t k = 0; k < size; k++) {
            LbStatus st = add_hashed(map, ids[done + k], hash[k], &index[done + k], err);
            if (st != LB_OK) return st;
        }
    }
    return LB_OK;
}

int32_t lb_idmap_find(const LbIdMap *map, LbSlice id)
{
    return map->slots[probe(map, id, hash_of(map, id))].index;
}

int32_t lb_idmap_count(const LbIdMap *map)
{
    return map->count;
}

LbSlice lb_idmap_text(const LbIdMap *map, int32_t index)
{
    return text_of(map, index);
}

void lb_idmap_strings(const LbIdMap *map, const char **text, const int64_t **start)
{
    *text  = map->text;
    *start = map->start;
}
