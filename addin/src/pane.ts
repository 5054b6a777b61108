/** The pane at work: what is known, the questions that bring it, and the acts of the person. */
import { Failure, makeApi, type Api, type Run } from "./api";
import type { Config } from "./config";
import { followItem, type Following, type ItemFacts } from "./item";
import { findHost, type HostError } from "./office";
import { followOutlook } from "./theme";
import { nestedSignIn, SignInError, type SignIn, type SignInFault } from "./session";
import type { Answer, Known } from "./state";
import { speak, useZone } from "./words";

/** Milliseconds between looks at a sync that goes on; the first ones are quick. */
const QUICK = 700;
const SLOW = 4_000;

const nothing = (): Answer<never> => ({ value: null, at: 0, failure: null });

/** Answers of the server that the pane keeps. */
type Asked = "session" | "item" | "sync" | "failures";

export class Pane {
  known: Known = {
    host: null,
    signIn: "trying",
    session: nothing(),
    facts: undefined,
    item: nothing(),
    sync: nothing(),
    failures: nothing(),
  };
  readonly api: Api;
  private readonly signIn: SignIn;
  private following: Following | null = null;
  private changed: () => void = () => undefined;
  /** of each kind of question, so that an answer that comes too late is dropped */
  private readonly turns = { session: 0, item: 0, sync: 0, failures: 0 };
  private watching = 0;

  constructor(readonly config: Config) {
    this.signIn = nestedSignIn(config);
    this.api = makeApi(this.signIn);
  }

  /** Call *changed* whenever something else is known, and begin. */
  async begin(changed: () => void): Promise<void> {
    this.changed = changed;
    const host = await findHost();
    await speak(host.at === "outlook" ? host.language : navigator.language);
    this.learn({ host });
    if (host.at !== "outlook") return;
    followOutlook();
    this.following = followItem(this.found, this.outlookFailed);
    window.addEventListener("focus", () => void this.refresh());
    await this.refresh();
  }

  /** Whether a sync waits or goes on. */
  get syncs(): boolean {
    return goesOn(this.known.sync.value?.state);
  }

  /** Ask everything again. */
  refresh = async (): Promise<void> => {
    if (this.known.signIn === "signed_out") return;
    await this.ask("session", this.api.session());
    const session = this.known.session.value;
    if (session?.state !== "active" && session?.state !== "paused") return;
    useZone(session.mailbox?.zone ?? "");
    await Promise.all([this.askItem(), this.watchSync(), this.ask("failures", this.api.failures())]);
  };

  /** Look at the open item again, in Outlook and at the server. */
  refreshItem = (): void => {
    this.following?.reread();
    void this.refresh();
  };

  /** Let the person sign in. */
  askToSignIn = async (): Promise<void> => {
    this.learn({ signIn: "trying" });
    try {
      await this.signIn.ask();
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      this.learn({ signIn: error.fault });
      return;
    }
    await this.refresh();
  };

  /** Forget who is signed in; only this does. */
  signOut = (): void => {
    for (const name of ["session", "item", "sync", "failures"] as const) this.turns[name] += 1;
    this.watching += 1;
    this.learn({
      signIn: "signed_out",
      session: nothing(),
      item: nothing(),
      sync: nothing(),
      failures: nothing(),
    });
  };

  /** Let a sync begin, or whatever else the server answers with the state of syncing. Rejects with Failure. */
  act = async (asked: ReturnType<Api["beginSync"]>): Promise<void> => {
    const value = await asked;
    this.turns.sync += 1;
    this.learn({ sync: { value, at: Date.now(), failure: null } });
    void this.watchSync();
  };

  private found = (facts: ItemFacts | null): void => {
    const before = this.known.facts;
    const same = idOf(before) === idOf(facts) && before !== undefined;
    this.learn(same ? { facts } : { facts, item: nothing() });
    if (!same && this.known.session.value) void this.askItem();
  };

  private outlookFailed = (error: HostError): void => {
    this.turns.item += 1;
    this.learn({ facts: error.fault, item: nothing() });
  };

  private async askItem(): Promise<void> {
    const id = idOf(this.known.facts);
    if (id) await this.ask("item", this.api.item(id));
  }

  /** Ask for the state of syncing, until nothing goes on any more; then the item and the failures are others. */
  private async watchSync(): Promise<void> {
    const mine = (this.watching += 1);
    let went = this.syncs;
    for (let wait = QUICK; ; wait = Math.min(wait * 1.3, SLOW)) {
      await this.ask("sync", this.api.sync());
      if (mine !== this.watching) return;
      if (this.known.sync.failure || !this.syncs) break;
      went = true;
      await new Promise((later) => setTimeout(later, wait));
      if (mine !== this.watching) return;
    }
    if (went && !this.known.sync.failure)
      await Promise.all([this.askItem(), this.ask("failures", this.api.failures())]);
  }

  private async ask<Name extends Asked>(name: Name, asked: Promise<Known[Name]["value"]>): Promise<void> {
    const mine = (this.turns[name] += 1);
    try {
      const value = await asked;
      if (mine !== this.turns[name]) return;
      this.learn({ signIn: "done", [name]: { value, at: Date.now(), failure: null } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (mine !== this.turns[name]) return;
      if (error.kind === "signed_out") this.learn({ signIn: error.signIn satisfies SignInFault });
      else this.learn({ [name]: { ...this.known[name], failure: error } });
    }
  }

  private learn(news: Partial<Known>): void {
    this.known = { ...this.known, ...news };
    this.changed();
  }
}

function goesOn(state: string | undefined): boolean {
  return state === "queued" || state === "running";
}

function idOf(facts: Known["facts"]): string | null {
  return facts && typeof facts === "object" && facts.kind === "appointment" ? facts.id : null;
}

/** Changes that a run made. */
export function changesOf(run: Run): number {
  return [run.created, run.updated, run.deleted].reduce((sum, one) => sum + one.superoffice + one.calendar, 0);
}
