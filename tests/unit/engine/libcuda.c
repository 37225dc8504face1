/* A driver that is none: it keeps a record of its calls, has memory of this machine, and runs a function of it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALL(...) do { note(__VA_ARGS__); if (failing(__func__)) return code; } while (0)
typedef unsigned long long u64;

static char record[1 << 20];
static char fails[64];
static int code, capability = 80, driver = 12040, processors = 2, refusals, contexts;
static size_t held, total = 1 << 28;
static __thread void *current;
static void (*body)(u64);
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

#include <stdarg.h>
static void note(const char *format, ...) {
    va_list args;
    pthread_mutex_lock(&mutex);
    size_t at = strlen(record);
    if (at < sizeof record - 256) {
        va_start(args, format);
        vsnprintf(record + at, 200, format, args);
        va_end(args);
        strcat(record, "\n");
    }
    pthread_mutex_unlock(&mutex);
}
static int failing(const char *name) { return strcmp(name, fails) == 0; }
static int outside(void) { return current == (void *)0xC0 ? 0 : 201; }

/* what the tests set and read */
const char *fake_record(void) { return record; }
void fake_set(const char *name, int value) {
    if (!strcmp(name, "capability")) capability = value;
    else if (!strcmp(name, "driver")) driver = value;
    else if (!strcmp(name, "processors")) processors = value;
    else if (!strcmp(name, "memory")) total = value;
    else if (!strcmp(name, "clear")) record[0] = 0;
    else { strncpy(fails, name, sizeof fails - 1); code = value; }
}
void fake_body(void (*function)(u64)) { body = function; }
size_t fake_held(void) { return held; }

int cuInit(unsigned flags) { CALL("cuInit %u", flags); return 0; }
int cuDriverGetVersion(int *found) { CALL("cuDriverGetVersion"); *found = driver; return 0; }
int cuDeviceGet(int *device, int which) { CALL("cuDeviceGet %d", which); *device = 7; return 0; }
int cuDeviceGetName(char *name, int length, int device) {
    CALL("cuDeviceGetName %d", device);
    snprintf(name, length, "Fake card");
    return 0;
}
int cuDeviceGetAttribute(int *found, int which, int device) {
    CALL("cuDeviceGetAttribute %d %d", which, device);
    *found = which == 16 ? processors : which == 39 ? 2048 : which == 75 ? capability / 10 : capability % 10;
    return 0;
}
int cuDevicePrimaryCtxRetain(void **context, int device) {
    CALL("cuDevicePrimaryCtxRetain %d", device);
    *context = (void *)0xC0;
    contexts++;
    return 0;
}
int cuCtxSetCurrent(void *context) { if (failing(__func__)) return code; current = context; return 0; }
int cuStreamCreate(void **stream, unsigned flags) {
    static u64 count;
    CALL("cuStreamCreate %u", flags);
    if (outside()) return 201;
    *stream = (void *)(0x50 + ++count);
    return 0;
}
int cuStreamQuery(void *stream) { /* busy a few times after each launch */
    if (outside()) return 201;
    CALL("cuStreamQuery %p", stream);
    return refusals > 0 && refusals-- ? 600 : 0;
}
int cuStreamSynchronize(void *stream) {
    if (outside()) return 201;
    CALL("cuStreamSynchronize %p", stream);
    return 0;
}
int cuModuleLoadData(void **module, const char *image) {
    CALL("cuModuleLoadData %.13s", strstr(image, ".target") ? strstr(image, ".target") : image);
    if (outside()) return 201;
    *module = (void *)0x30;
    return 0;
}
int cuModuleGetFunction(void **function, void *module, const char *name) {
    CALL("cuModuleGetFunction %p %s", module, name);
    *function = (void *)0xF0;
    return 0;
}
int cuFuncGetAttribute(int *found, int which, void *function) {
    CALL("cuFuncGetAttribute %d %p", which, function);
    *found = 1000;
    return 0;
}
int cuMemGetInfo_v2(size_t *free, size_t *all) {
    if (outside()) return 201;
    CALL("cuMemGetInfo_v2");
    *free = total - held;
    *all = total;
    return 0;
}
int cuMemAlloc_v2(u64 *address, size_t count) {
    if (outside()) return 201;
    CALL("cuMemAlloc_v2 %zu", count);
    if (held + count > total) return 2;
    size_t *memory = malloc(count + 512);
    char *begin = (char *)(((u64)memory + 511) & ~255ull); /* room for the size before it */
    ((size_t *)begin)[-1] = count;
    ((void **)begin)[-2] = memory;
    held += count;
    *address = (u64)begin;
    return 0;
}
int cuMemFree_v2(u64 address) {
    if (outside()) return 201;
    CALL("cuMemFree_v2");
    held -= ((size_t *)address)[-1];
    free(((void **)address)[-2]);
    return 0;
}
int cuMemcpyHtoDAsync_v2(u64 to, const void *from, size_t count, void *stream) {
    if (outside()) return 201;
    CALL("cuMemcpyHtoDAsync_v2 %zu %p", count, stream);
    memcpy((void *)to, from, count);
    return 0;
}
int cuMemcpyDtoHAsync_v2(void *to, u64 from, size_t count, void *stream) {
    if (outside()) return 201;
    CALL("cuMemcpyDtoHAsync_v2 %zu %p", count, stream);
    memcpy(to, (void *)from, count);
    return 0;
}
int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void *stream, void **arguments, void **extra) {
    if (outside()) return 201;
    CALL("cuLaunchKernel %p %u %u %u %u %u %u %u %p %p", function, gx, gy, gz, bx, by, bz, shared, stream, extra);
    for (unsigned k = 0; k < gx * bx; k++) body(*(u64 *)arguments[0]);
    refusals = 3;
    return 0;
}
int cuGetErrorName(int which, const char **name) {
    *name = which == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : which == 100 ? "CUDA_ERROR_NO_DEVICE" : NULL;
    return *name ? 0 : 1;
}
