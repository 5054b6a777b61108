/** The person's own preferences. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Message } from "../../src/views/message";
import { Told, useAnswer } from "../answer";
import type { Caution } from "../api";
import type { Given } from "../app";
import { PageHead } from "../parts/page_head";
import { PreferenceForm } from "../parts/preference_form";
import { Act } from "../../src/views/act";
import { say, tell } from "../words";

export function PreferencesPage({ api }: Given): VNode {
  const preferences = useAnswer("preferences", api.preferences);
  const warnings = useAnswer("warnings", api.warnings);
  useEffect(() => {
    if (preferences.value) void warnings.again();
  }, [preferences.value]);
  const heed = async (offered: Caution["offered"]): Promise<void> => {
    for (const [key, value] of Object.entries(offered)) preferences.put(await api.prefer(key, value));
  };
  return (
    <>
      <PageHead title={tell("nav.preferences")} lead={tell("preferences.lead")} />
      <Told answer={preferences}>
        {(told) =>
          told.allowed ? (
            <PreferenceForm
              preferences={told.preferences}
              api={api}
              saved={preferences.put}
              level="personal"
              note={(one) =>
                warnings.value
                  ?.filter(({ key }) => key === one.key)
                  .map(({ sentence, offered }) => (
                    <div key={sentence} class="card warning note">
                      <p>{sentence}</p>
                      {Object.keys(offered).length > 0 && (
                        <Act run={() => heed(offered)}>{tell("preferences.heed")}</Act>
                      )}
                    </div>
                  ))
              }
            />
          ) : (
            <Message icon="lock" title={say("preferences.not_allowed")} />
          )
        }
      </Told>
    </>
  );
}
