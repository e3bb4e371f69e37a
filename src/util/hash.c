/* SipHash-2-4-128: two rounds per word of input, four to finish each half of the digest. */
#include "hash.h"

struct sip {
  uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t word, unsigned bits)
{
  return word << bits | word >> (64U - bits);
}

static void sip_rounds(struct sip *s, unsigned rounds)
{
  while (rounds-- > 0) {
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
  }
}

static void sip_word(struct sip *s, uint64_t word)
{
  s->v3 ^= word;
  sip_rounds(s, 2);
  s->v0 ^= word;
}

/* Up to 8 bytes as a little-endian word, whatever the machine's own order is. */
static uint64_t load(const uint8_t *bytes, size_t count)
{
  uint64_t word = 0;
  while (count-- > 0) {
    word = word << 8U | bytes[count];
  }
  return word;
}

static void sip_finish(struct sip *s, uint8_t *half)
{
  sip_rounds(s, 4);
  uint64_t word = s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
  for (unsigned i = 0; i < 8; i++) {
    half[i] = (uint8_t)(word >> (8U * i));
  }
}

void hash_sip128(const uint64_t key[2], const void *bytes, size_t length, uint8_t digest[16])
{
  const uint8_t *at = bytes;
  size_t left = length;
  struct sip s = {
      .v0 = key[0] ^ UINT64_C(0x736f6d6570736575),
      .v1 = key[1] ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
      .v2 = key[0] ^ UINT64_C(0x6c7967656e657261),
      .v3 = key[1] ^ UINT64_C(0x7465646279746573),
  };
  for (; left >= 8; left -= 8, at += 8) {
    sip_word(&s, load(at, 8));
  }
  sip_word(&s, (uint64_t)length << 56U | load(at, left));
  s.v2 ^= 0xee;
  sip_finish(&s, digest);
  s.v1 ^= 0xdd;
  sip_finish(&s, digest + 8);
}
