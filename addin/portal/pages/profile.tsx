/** What counts for everybody in the organisation who has no value of the own, and what becomes of own ones. */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Api } from "../../src/api";
import { Told, useAnswer } from "../answer";
import type { Personal } from "../admin_api";
import type { PortalApi } from "../api";
import type { Given } from "../app";
import { PageHead } from "../parts/page_head";
import { PreferenceForm } from "../parts/preference_form";
import { tell } from "../words";

export function ProfilePage({ api }: Given): VNode {
  const profile = useAnswer("profile", api.admin.profile);
  const [personal, setPersonal] = useState<Personal>("keep");
  const profileApi = useMemo(() => apiOf(api, personal, () => setPersonal("keep")), [api, personal]);
  return (
    <>
      <PageHead title={tell("nav.profile")} lead={tell("profile.lead")} />
      <fieldset class="choice card">
        <legend>{tell("profile.personal")}</legend>
        {(["keep", "overwrite"] as const).map((one) => (
          <label key={one} class="tick">
            <input type="radio" name="personal" checked={personal === one} onChange={() => setPersonal(one)} />
            <span>
              {tell(`profile.${one}`)}
              <span class="aside"> {tell(`profile.${one}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Told answer={profile}>
        {(told) => (
          <PreferenceForm preferences={told.preferences} api={profileApi} saved={profile.put} level="profile" />
        )}
      </Told>
    </>
  );
}

/** The API whose preferences are those of the profile; *changed* is called after each change. */
function apiOf(api: PortalApi, personal: Personal, changed: () => void): Api {
  return {
    ...api,
    prefer: async (key, value) => {
      const profile = await api.admin.changeProfile({ [key]: value }, personal);
      // own values are overwritten once, not with every change that follows
      changed();
      return { allowed: true, ...profile };
    },
  };
}
