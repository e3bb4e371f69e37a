/* What the analysis is tried on: one function with a fault, one like it without, one that is never
 * called, and with LOST one that is nowhere. */
#include <__fc_builtin.h>

#define ROOM 4

static int room[ROOM];

static void past_the_end(int most)
{
  room[Frama_C_interval(0, most)] = 1;
}

static void within(int most)
{
  room[Frama_C_interval(0, most)] = 1;
}

int never_called(int number)
{
  return number / 2;
}

#ifdef LOST
int lost(int number);
#else
static int lost(int number)
{
  return number;
}
#endif

int main(void)
{
  within(ROOM - 1);
  past_the_end(ROOM);
  return lost(0);
}
