#include "identity.h"

#include "kernel.h"

#define CAPABILITY_SETGID (UINT64_C(1) << 6U)
#define CAPABILITY_SETUID (UINT64_C(1) << 7U)
#define GROUPS_MOST       256 /* more than that are not compared, and so differ */

struct identity {
  uint32_t uid, gid;
  uint32_t groups[GROUPS_MOST];
  int group_count; /* negative: unknown */
  bool may_set_uid, may_set_gid;
};

static bool among(uint32_t group, const uint32_t *groups, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) {
    if (groups[i] == group) {
      return true;
    }
  }
  return false;
}

/* Are all of `some` in `others`, apart from the primary group, which goes without saying? */
static bool all_among(const uint32_t *some, uint32_t count, const uint32_t *others,
                      uint32_t other_count, uint32_t gid)
{
  for (uint32_t i = 0; i < count; i++) {
    if (some[i] != gid && !among(some[i], others, other_count)) {
      return false;
    }
  }
  return true;
}

static bool same_groups(const struct identity *own, const struct plan *plan,
                        const struct baton_settings *settings)
{
  const uint32_t *wanted = &plan->groups[settings->groups];
  uint32_t count = (uint32_t)own->group_count;
  return own->group_count >= 0 && own->gid == settings->gid &&
         all_among(wanted, settings->group_count, own->groups, count, own->gid) &&
         all_among(own->groups, count, wanted, settings->group_count, own->gid);
}

static bool allowed(const struct identity *own, const struct plan *plan,
                    const struct baton_settings *settings)
{
  if ((settings->flags & BATON_SET_USER) == 0) {
    return true;
  }
  return (own->may_set_uid || own->uid == settings->uid) &&
         (own->may_set_gid || same_groups(own, plan, settings));
}

const struct baton_settings *identity_denied(const struct plan *plan, uint8_t *may_set_groups)
{
  uint64_t capabilities = 0;
  struct identity own = {.uid = kernel_uid(), .gid = kernel_gid()};
  if (kernel_capabilities(&capabilities) < 0) {
    capabilities = own.uid == 0 ? UINT64_MAX : 0; /* a filter hides them: root may do all */
  }
  own.group_count = kernel_groups(own.groups, GROUPS_MOST);
  own.may_set_uid = (capabilities & CAPABILITY_SETUID) != 0;
  own.may_set_gid = (capabilities & CAPABILITY_SETGID) != 0;
  *may_set_groups = own.may_set_gid;
  for (uint32_t i = 0; i < plan->settings_count; i++) {
    if (!allowed(&own, plan, &plan->settings[i])) {
      return &plan->settings[i];
    }
  }
  return NULL;
}
