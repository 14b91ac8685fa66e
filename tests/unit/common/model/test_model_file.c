/* SPDX-License-Identifier: MIT */
#include "common/model/model_file.h"

#include "common/dense/half.h"
#include "common/model/model_schema.h"
#include "tests/lb_fixture.h"
#include "tests/lb_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Each test works in a fresh folder, which is its current one. */
static char folder[64];

static int enter_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/lbrec-model-XXXXXX");
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

/* Also asserts that nothing but the files a test names is left: no temporary file survives. */
static int leave_folder(void **state)
{
    (void)state;
    DIR *dir = opendir(".");
    int  bad = dir == NULL;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        if (strstr(entry->d_name, ".tmp.") != NULL) bad = 1;
        unlink(entry->d_name);
    }
    if (dir != NULL) closedir(dir);
    return bad || chdir("/") != 0 || rmdir(folder) != 0;
}

static void write_model(const char *path, const LbModel *model)
{
    LbError err;
    LB_ASSERT_OK(lb_model_file_write(path, model, &err));
}

static void assert_same_arrays(const LbModel *a, const LbModel *b)
{
    for (int i = 0; i < lb_model_schema_n_datasets; i++) {
        const LbDataset *set = &lb_model_schema_datasets[i];
        const void      *x = lb_model_schema_array(a, set), *y = lb_model_schema_array(b, set);
        assert_true((x == NULL) == (y == NULL));
        if (x == NULL) continue;
        int64_t rows = lb_model_schema_extent(a, set, set->rows);
        int64_t cols = lb_model_schema_extent(a, set, set->cols);
        assert_int_equal(rows, lb_model_schema_extent(b, set, set->rows));
        assert_int_equal(cols, lb_model_schema_extent(b, set, set->cols));
        assert_memory_equal(x, y,
                            (size_t)(rows * cols) * lb_model_schema_element_size(set->element));
        if (rows * cols > 0) assert_int_equal((uintptr_t)y % 64, 0);
    }
}

static void assert_same_scalars(const LbModel *a, const LbModel *b)
{
    for (int i = 0; i < lb_model_schema_n_scalars; i++) {
        const LbScalar *scalar = &lb_model_schema_scalars[i];
        const char     *x = (const char *)a + scalar->offset, *y = (const char *)b + scalar->offset;
        if (scalar->element == LB_ELEMENT_TEXT)
            assert_string_equal(x, y);
        else
            assert_memory_equal(x, y, scalar->size);
    }
    assert_int_equal(a->info.method, b->info.method);
    assert_string_equal(a->info.settings, b->info.settings);
    assert_string_equal(a->info.evaluation, b->info.evaluation);
    assert_string_equal(a->info.libraries, b->info.libraries);
}

static void check_round_trip(const LbModel *model)
{
    LbError        err;
    LbModelFile   *file = NULL;
    const LbModel *read = NULL;
    write_model("m.h5", model);
    for (int verify = 0; verify < 2; verify++) {
        LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", verify, NULL, &err));
        assert_same_arrays(model, read);
        assert_same_scalars(model, read);
        lb_model_file_close(file);
    }
}

static void model_file__gives_back_every_part(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(1000, 50, 7);
    check_round_trip(&fixture->model);
    lb_fixture_add_norms(fixture);
    check_round_trip(&fixture->model);
    fixture->model.info.method           = LB_METHOD_SOFTIMPUTE;
    fixture->model.taste.rank            = 0;
    fixture->model.taste.factors         = NULL;
    fixture->model.taste.norm            = NULL;
    fixture->model.taste.gram            = NULL;
    fixture->model.films.posters         = (LbStrings){0};
    fixture->model.near                  = (LbNeighbours){0};
    fixture->model.info.evaluation       = "{\"rmse_stars\":0.7}";
    fixture->model.taste.singular_values = NULL;
    check_round_trip(&fixture->model);
    lb_fixture_free(fixture);
}

static void model_file__holds_a_bare_zscore_model_of_one_film(void **state)
{
    (void)state;
    LbFixture *fixture          = lb_fixture_new(1, 1, 0);
    LbModel   *model            = &fixture->model;
    model->info.method          = LB_METHOD_ZSCORE;
    model->stars                = (LbStarsHead){0};
    model->near                 = (LbNeighbours){0};
    model->taste.floor          = -INFINITY;
    model->taste.input_scale    = NULL;
    model->taste.output_scale   = NULL;
    model->films.genre_names    = (LbStrings){0};
    model->films.language_names = (LbStrings){0};
    model->films.genres         = NULL;
    model->films.language       = NULL;
    model->films.titles         = (LbStrings){0};
    check_round_trip(model);
    lb_fixture_free(fixture);
}

static void model_file__same_model_gives_the_same_bytes(void **state)
{
    (void)state;
    LbFixture  *fixture = lb_fixture_new(100, 5, 3);
    static char a[400000], b[400000];
    size_t      size[2];
    for (int i = 0; i < 2; i++) {
        write_model("m.h5", &fixture->model);
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL); /* no time is kept, to the second */
        int     fd  = open("m.h5", O_RDONLY);
        ssize_t got = read(fd, i ? b : a, sizeof a);
        assert_true(got > 0 && got < (ssize_t)sizeof a);
        size[i] = (size_t)got;
        close(fd);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(a, b, size[0]);
    lb_fixture_free(fixture);
}

static void model_file__open_model_survives_its_replacement(void **state)
{
    (void)state;
    LbError        err;
    LbModelFile   *file = NULL;
    const LbModel *read = NULL;
    LbFixture     *old = lb_fixture_new(500, 5, 3), *new = lb_fixture_new(3, 2, 1);
    write_model("m.h5", &old->model);
    LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", false, NULL, &err));
    write_model("m.h5", &new->model);
    assert_same_arrays(&old->model, read);
    lb_model_file_close(file);
    LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", false, NULL, &err));
    assert_same_arrays(&new->model, read);
    lb_model_file_close(file);
    lb_model_file_close(NULL);
    lb_fixture_free(old);
    lb_fixture_free(new);
}

static void assert_refused(const char *path, bool verify, LbStatus expected, const char *part)
{
    LbError        err;
    LbModelFile   *file = NULL;
    const LbModel *read = NULL;
    LB_ASSERT_FAILS(lb_model_file_open(&file, &read, path, verify, NULL, &err), expected, part);
    assert_null(file);
    assert_null(read);
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void model_file__refuses_what_is_not_a_model(void **state)
{
    (void)state;
    static const char csv[]      = "user,film,rating\n1,2,3\n";
    static const char version0[] = "\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0\x04\0\x10\0\0\0\0\0"
                                   "                                ";
    assert_refused("none.h5", false, LB_ENOINPUT, "train one with lbrec-train");
    assert_refused(".", false, LB_EDATA, "not a regular file");
    write_bytes("m.h5", "", 0);
    assert_refused("m.h5", false, LB_EDATA, "m.h5: not an HDF5 file");
    write_bytes("m.h5", csv, sizeof csv);
    assert_refused("m.h5", false, LB_EDATA, "m.h5: not an HDF5 file");
    write_bytes("m.h5", version0, 20);
    assert_refused("m.h5", false, LB_EDATA, "truncated: 20 bytes");
    write_bytes("m.h5", version0, sizeof version0);
    assert_refused("m.h5", false, LB_EDATA, "not an lbrec model: HDF5 superblock 0");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_refused("pipe", false, LB_EDATA, "not a regular file");
}

static char *read_all(const char *path, size_t *size)
{
    struct stat info;
    int         fd = open(path, O_RDONLY);
    assert_int_equal(fstat(fd, &info), 0);
    *size       = (size_t)info.st_size;
    char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(read(fd, bytes, *size), (ssize_t)*size);
    close(fd);
    return bytes;
}

static void model_file__refuses_every_truncation(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(100, 5, 3);
    size_t     size    = 0;
    write_model("m.h5", &fixture->model);
    char *bytes = read_all("m.h5", &size);
    for (size_t cut = 0; cut < size; cut = cut < 64 ? cut + 1 : cut + size / 37) {
        write_bytes("cut.h5", bytes, cut);
        assert_refused("cut.h5", false, LB_EDATA, cut < 8 ? "not an HDF5 file" : "truncated");
    }
    write_bytes("long.h5", bytes, size);
    int fd = open("long.h5", O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "tail", 4), 4);
    close(fd);
    assert_refused("long.h5", false, LB_EDATA, "4 bytes behind its end");
    free(bytes);
    lb_fixture_free(fixture);
}

/* One damaged byte anywhere in the file is found by verify (headers by HDF5's checksums, arrays by
 * ours); bytes of padding are nobody's and may change. */
static void model_file__verify_finds_damage_everywhere(void **state)
{
    (void)state;
    LbError        err;
    LbFixture     *fixture = lb_fixture_new(60, 5, 3);
    LbModelFile   *file    = NULL;
    const LbModel *read    = NULL;
    size_t         size    = 0;
    int            refused = 0, padding = 0;
    write_model("m.h5", &fixture->model);
    char *bytes = read_all("m.h5", &size);
    for (size_t at = 0; at < size; at += 13) {
        bytes[at] ^= 0x55;
        write_bytes("bad.h5", bytes, size);
        bytes[at] ^= 0x55;
        LbStatus st = lb_model_file_open(&file, &read, "bad.h5", true, NULL, &err);
        if (st == LB_OK) {
            assert_same_arrays(&fixture->model, read);
            assert_same_scalars(&fixture->model, read);
            padding++;
        } else {
            assert_int_equal(st, LB_EDATA);
            assert_null(file);
            refused++;
        }
        lb_model_file_close(file);
    }
    assert_true(refused > padding);
    free(bytes);
    lb_fixture_free(fixture);
}

/* Replace a text in the file by another of its length; header checksums then no longer hold. */
static void model_file__notices_changed_numbers_only_with_verify(void **state)
{
    (void)state;
    LbError        err;
    LbFixture     *fixture = lb_fixture_new(100, 5, 3);
    LbModelFile   *file    = NULL;
    const LbModel *read    = NULL;
    size_t         size    = 0;
    write_model("m.h5", &fixture->model);
    char *bytes = read_all("m.h5", &size);
    LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", false, NULL, &err));
    size_t      at      = 0;
    const char *factors = (const char *)read->taste.factors;
    while (memcmp(bytes + at, factors, 64) != 0)
        at++;
    lb_model_file_close(file);
    bytes[at + 5] ^= 1;
    write_bytes("m.h5", bytes, size);
    LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", false, NULL, &err));
    lb_model_file_close(file);
    assert_refused("m.h5", true, LB_EDATA, "the checksum of 'taste/components' does not match");
    free(bytes);
    lb_fixture_free(fixture);
}

static void model_file__refuses_to_write_a_bad_model(void **state)
{
    (void)state;
    LbError    err;
    LbFixture *fixture = lb_fixture_new(100, 5, 3);
    char      *text    = malloc(70001);
    assert_non_null(text);
    memset(text, 'x', 70000);
    text[70000] = '\0';
    write_model("m.h5", &fixture->model);
    fixture->model.info.mean_stars = NAN;
    LB_ASSERT_FAILS(lb_model_file_write("m.h5", &fixture->model, &err), LB_EDATA, "mean rating");
    fixture->model.info.mean_stars = 3.25;
    fixture->model.info.settings   = text;
    LB_ASSERT_FAILS(lb_model_file_write("m.h5", &fixture->model, &err), LB_EDATA,
                    "settings is 70000 bytes long");
    fixture->model.info.settings = "{\"rank\":50}";
    LB_ASSERT_FAILS(lb_model_file_write("no/such/m.h5", &fixture->model, &err), LB_ECREATE,
                    "no/such");
    assert_int_equal(access("m.h5", R_OK), 0);
    free(text);
    lb_fixture_free(fixture);
}

static void model_file__full_disk_leaves_the_old_model(void **state)
{
    (void)state;
    LbError        err;
    LbModelFile   *file = NULL;
    const LbModel *read = NULL;
    LbFixture     *old = lb_fixture_new(50, 4, 2), *new = lb_fixture_new(3000, 20, 5);
    struct rlimit  before, limit;
    write_model("m.h5", &old->model);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    static const rlim_t sizes[] = {0, 1, 1000, 20000, 100000, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        limit          = before;
        limit.rlim_cur = sizes[i];
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        LbStatus st = lb_model_file_write("m.h5", &new->model, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        if (st != LB_EIO)
            fail_msg("limit %lu: status %d, %s", (unsigned long)sizes[i], st, err.message);
        LB_ASSERT_OK(lb_model_file_open(&file, &read, "m.h5", true, NULL, &err));
        assert_same_arrays(&old->model, read);
        lb_model_file_close(file);
    }
    write_model("m.h5", &new->model); /* the library is still usable */
    lb_fixture_free(old);
    lb_fixture_free(new);
}

static void model_file__device_without_room_is_an_io_error(void **state)
{
    (void)state;
    LbError    err;
    LbFixture *fixture = lb_fixture_new(50, 4, 2);
    LB_ASSERT_FAILS(lb_model_file_write("/dev/full", &fixture->model, &err), LB_EIO, "/dev/full");
    LB_ASSERT_OK(lb_model_file_write("/dev/null", &fixture->model, &err));
    lb_fixture_free(fixture);
}

/* What other programs see; `probe` fails where they are not installed. */
static void run_or_skip(const char *tool, const char *probe, const char *command)
{
    char line[2000];
    snprintf(line, sizeof line, "%s >/dev/null 2>&1", probe);
    if (system(line) != 0) {
        assert_int_equal(lb_lacks(tool), 77);
        skip();
    }
    if (system(command) != 0) fail_msg("failed: %s", command);
}

static void model_file__h5py_reads_it(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(100, 5, 3);
    write_model("m.h5", &fixture->model);
    /* A python3 of one's own in front of the system's often lacks the system's packages. */
    run_or_skip("h5py", "PATH=/usr/bin:$PATH python3 -c 'import h5py'",
                "PATH=/usr/bin:$PATH python3 -c '\n"
                "import h5py\n"
                "with h5py.File(\"m.h5\", \"r\") as f:\n"
                "    assert f.attrs[\"format\"] == b\"lbrec-model\" and f.attrs[\"schema\"] == 1\n"
                "    c = f[\"components\"]\n"
                "    assert c.shape == (100, 5) and c.dtype == \"<f4\" and c.chunks is None\n"
                "    assert f[\"taste/components\"] == c\n"
                "    s, t = f[\"films/slug_start\"][:], f[\"films/slug_text\"][:].tobytes()\n"
                "    assert [t[a:b].decode() for a, b in zip(s, s[1:])][99] == \"film-99\"\n"
                "    assert f[\"films/year\"][1] == 1951\n'");
    lb_fixture_free(fixture);
}

/* Factors in half precision come back as they are, in their own type, as schema 2. */
static void model_file__keeps_half_precision(void **state)
{
    (void)state;
    LbError        err     = {0};
    LbFixture     *fixture = lb_fixture_new(100, 5, 3);
    LbTaste       *taste   = &fixture->model.taste;
    LbModelFile   *file    = NULL;
    const LbModel *read    = NULL;
    uint16_t       half[100 * 5];
    float          room[100 * 5];
    lb_half_shrink(half, taste->factors, 100 * 5);
    taste->factors = NULL;
    taste->half    = half;
    write_model("half.h5", &fixture->model);
    LB_ASSERT_OK(lb_model_file_open(&file, &read, "half.h5", true, NULL, &err));
    assert_null(read->taste.factors);
    assert_memory_equal(read->taste.half, half, sizeof half);
    assert_int_equal(lb_model_schema_of(read), 2);
    assert_null(read->stars.half);
    lb_half_expand(room, half, 100 * 5);
    run_or_skip("h5py", "PATH=/usr/bin:$PATH python3 -c 'import h5py'",
                "PATH=/usr/bin:$PATH python3 -c '\n"
                "import h5py\n"
                "with h5py.File(\"half.h5\", \"r\") as f:\n"
                "    assert f.attrs[\"schema\"] == 2 and f[\"components\"].dtype == \"<f2\"\n"
                "    print(float(f[\"components\"][99, 4]))\n' > value.txt");
    FILE *out = fopen("value.txt", "r");
    if (out != NULL) {
        char text[64] = "", *end = text;
        assert_non_null(fgets(text, sizeof text, out));
        double value = strtod(text, &end);
        assert_true(end > text && (float)value == room[99 * 5 + 4]);
        (void)fclose(out);
    }
    lb_model_file_close(file);
    half[7] = 0x7c00;
    assert_int_equal(lb_model_check(&fixture->model, true, &err), LB_EDATA);
    assert_non_null(strstr(err.message, "taste/components: entry 7 is not finite"));
    lb_fixture_free(fixture);
}

static void model_file__h5dump_reads_it(void **state)
{
    (void)state;
    LbFixture *fixture = lb_fixture_new(100, 5, 3);
    write_model("m.h5", &fixture->model);
    run_or_skip("h5dump", "h5dump --version",
                "h5dump -d /components -p m.h5 > dump.txt && "
                "grep -q 'H5T_IEEE_F32LE' dump.txt && grep -q '( 100, 5 )' dump.txt && "
                "grep -q CONTIGUOUS dump.txt");
    lb_fixture_free(fixture);
}

/* Each name of the schema is in models/README.md, as `name`. */
static void model_file__readme_describes_every_name(void **state)
{
    (void)state;
    size_t size   = 0;
    char  *readme = read_all(LB_TEST_DATA "/../../models/README.md", &size);
    char  *text   = malloc(size + 1);
    assert_non_null(text);
    memcpy(text, readme, size);
    text[size] = '\0';
    for (int i = 0; i < lb_model_schema_n_datasets + lb_model_schema_n_scalars; i++) {
        char        quoted[80];
        const char *name = i < lb_model_schema_n_datasets
                               ? strchr(lb_model_schema_datasets[i].path, '/') + 1
                               : lb_model_schema_scalars[i - lb_model_schema_n_datasets].name;
        snprintf(quoted, sizeof quoted, "`%s`", name);
        if (strstr(text, quoted) == NULL) fail_msg("models/README.md lacks %s", quoted);
    }
    free(text);
    free(readme);
}

#if defined(LB_SANITIZED)
/* HDF5 1.10 loses memory where it refuses a damaged file. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5";
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(model_file__gives_back_every_part),
        TEST(model_file__holds_a_bare_zscore_model_of_one_film),
        TEST(model_file__same_model_gives_the_same_bytes),
        TEST(model_file__open_model_survives_its_replacement),
        TEST(model_file__refuses_what_is_not_a_model),
        TEST(model_file__refuses_every_truncation),
        TEST(model_file__verify_finds_damage_everywhere),
        TEST(model_file__notices_changed_numbers_only_with_verify),
        TEST(model_file__refuses_to_write_a_bad_model),
        TEST(model_file__full_disk_leaves_the_old_model),
        TEST(model_file__device_without_room_is_an_io_error),
        TEST(model_file__readme_describes_every_name),
        TEST(model_file__h5py_reads_it),
        TEST(model_file__keeps_half_precision),
        TEST(model_file__h5dump_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
