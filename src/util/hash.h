/* SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): the keyed hash behind
 * ResumeIDs. Pure. */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

void hash_sip128(const uint64_t key[2], const void *bytes, size_t length, uint8_t digest[16]);

#endif
