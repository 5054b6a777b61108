/** The page of an address, loaded when it is opened first. */
import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Message } from "../src/views/message";
import type { Given } from "./app";
import { PageHead } from "./parts/page_head";
import { addressOf, type Page, type Place } from "./route";
import { say, tell } from "./words";

type Shown = ComponentType<Given & { query: URLSearchParams }>;

const LOADERS: Record<Page, () => Promise<Shown>> = {
  overview: async () => (await import("./pages/overview")).Overview,
  calendar: async () => (await import("./pages/calendar")).Calendar,
  history: async () => (await import("./pages/history")).HistoryPage,
  failures: async () => (await import("./pages/failures")).FailuresPage,
  contacts: async () => (await import("./pages/contacts")).Contacts,
  preferences: async () => (await import("./pages/preferences")).PreferencesPage,
  users: async () => (await import("./pages/users")).Users,
  profile: async () => (await import("./pages/profile")).ProfilePage,
  health: async () => (await import("./pages/health")).Health,
  audit: async () => (await import("./pages/audit")).AuditPage,
};

type Loaded = { page: Page; Shown: Shown | null };

export function Pages({ place, ...given }: Given & { place: Place }): VNode {
  const { page, query } = place;
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    if (!page) return;
    let wanted = true;
    LOADERS[page]().then(
      (Shown) => wanted && setLoaded({ page, Shown }),
      () => wanted && setLoaded({ page, Shown: null }),
    );
    return () => void (wanted = false);
  }, [page]);
  if (!page)
    return (
      <>
        <PageHead title={tell("not_found")} />
        <p class="lead">
          <a href={addressOf("overview")}>{tell("nav.overview")}</a>
        </p>
      </>
    );
  if (loaded?.page !== page) return <p class="skeleton">{say("item.loading")}</p>;
  const { Shown } = loaded;
  if (!Shown)
    // also when the server has become a newer one, whose files have other names
    return (
      <Message icon="offline" title={say("failure.offline")} text={say("failure.offline.remedy")}>
        <button class="primary" onClick={() => location.reload()}>
          {say("again")}
        </button>
      </Message>
    );
  return <Shown {...given} query={query} />;
}
