#include "kernel.h"

/* The hash of the sources: the loader refuses a binary that is older than the sources beside it. */
EXPORT const char sources_digest[] = SOURCES_DIGEST;

#if defined(_WIN32)
int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved);
int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved) {
    (void)module, (void)reason, (void)reserved;
    return 1; /* without a C library there is nothing to set up */
}
#endif
