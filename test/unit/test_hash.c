/* util/hash.h: SipHash-2-4-128. */
#include "util/hash.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* The digest of 00 01 02 … under the key 00 01 … 0f, as in the reference's own vectors; openssl mac
 * -macopt hexkey:… -macopt size:16 SIPHASH gives the same. */
static void digest_is(size_t length, const char *expected)
{
  const uint64_t key[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
  uint8_t bytes[300];
  uint8_t digest[16];
  char text[33];
  for (size_t i = 0; i < sizeof bytes; i++) {
    bytes[i] = (uint8_t)i;
  }
  hash_sip128(key, bytes, length, digest);
  for (size_t i = 0; i < sizeof digest; i++) {
    snprintf(text + 2 * i, 3, "%02x", digest[i]);
  }
  cr_assert_str_eq(text, expected);
}

Test(hash, is_siphash_of_nothing_and_of_one_byte)
{
  digest_is(0, "a3817f04ba25a8e66df67214c7550293");
  digest_is(1, "da87c1d86b99af44347659119b22fc45");
}

Test(hash, is_siphash_around_a_whole_word)
{
  digest_is(7, "a1f1ebbed8dbc153c0b84aa61ff08239");
  digest_is(8, "3b62a9ba6258f5610f83e264f31497b4");
  digest_is(9, "264499060ad9baabc47f8b02bb6d71ed");
  digest_is(15, "5493e99933b0a8117e08ec0f97cfc3d9");
  digest_is(16, "6ee2a4ca67b054bbfd3315bf85230577");
}

Test(hash, is_siphash_of_longer_text)
{
  digest_is(63, "5150d1772f50834a503e069a973fbd7c");
  digest_is(64, "1eaf077dc0d4cd3f8cad4d383658a74b");
}

Test(hash, takes_the_length_modulo_256_into_its_last_word)
{
  digest_is(300, "ce005a406d14b36d5386b5f7a7e1b311");
}
